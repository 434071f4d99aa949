%% Erlang's part in the workloads of one process: local:main() takes WORK WARM-UP SECONDS [NUMBER], does the work in units
%% that are those of the others, and tells a rate or bytes. Receivers of many messages keep them off their heaps, as the
%% pages of process_flag recommend.
-module(local).
-export([main/0]).

-define(TRIPS, 10000).
-define(BATCH, 10000000).
-define(MEMBERS, 1000).
-define(HOPS, 50000).
-define(LIVES, 1000).
-define(TAGGED, 10000).
-define(PORTS, 100000).

main() ->
    [Work, Warm, Seconds | More] = init:get_plain_arguments(),
    Number = case More of
        [] -> 0;
        [Text] -> list_to_integer(Text)
    end,
    case Work of
        "idle" ->
            idle(Number);
        _ ->
            {Unit, Operations} = unit(Work, Number),
            repeat(Unit, now_nanos() + nanos(Warm), 0, 0),
            {Count, Nanos} = repeat(Unit, now_nanos() + nanos(Seconds), 0, 0),
            tell("rate", Count * Operations * 1.0e9 / Nanos)
    end,
    halt(0).

now_nanos() -> erlang:monotonic_time(nanosecond).

nanos(Seconds) -> round(list_to_float(Seconds) * 1.0e9).

tell(What, Value) -> io:format("~s=~.2f~n", [What, Value * 1.0]).

%% A unit returns the nanoseconds that count.
repeat(Unit, End, Count, Nanos) ->
    Took = Unit(),
    case now_nanos() < End of
        true -> repeat(Unit, End, Count + 1, Nanos + Took);
        false -> {Count + 1, Nanos + Took}
    end.

timed(Work) ->
    Begun = now_nanos(),
    Work(),
    now_nanos() - Begun.

%% What is done in a unit, and how many operations it is.
unit("ping-pong", _) ->
    Echo = spawn_link(fun echo/0),
    {fun() -> timed(fun() -> in_process(fun() -> trips(Echo, ?TRIPS) end) end) end, ?TRIPS};
unit("stream", Senders) ->
    Each = ?BATCH div Senders,
    Main = self(),
    Receiver = spawn_opt(fun() -> receiver(Main, Each * Senders, 0) end, [link, {message_queue_data, off_heap}]),
    {fun() ->
        timed(fun() ->
            [spawn_link(fun() -> send(Receiver, Each) end) || _ <- lists:seq(1, Senders)],
            receive received -> ok end
        end)
    end, Each * Senders};
unit("ring", _) ->
    Main = self(),
    First = spawn_link(fun() -> first(Main) end),
    Second = lists:foldl(fun(_, Next) -> spawn_link(fun() -> member(Main, Next) end) end, First,
        lists:seq(2, ?MEMBERS)),
    First ! {next, Second},
    {fun() -> timed(fun() -> First ! {token, ?HOPS}, receive around -> ok end end) end, ?HOPS};
unit("lives", _) ->
    {fun() -> timed(fun() -> in_process(fun() -> lives(?LIVES) end) end) end, ?LIVES};
unit("ask", Waiting) ->
    Echo = spawn_link(fun answer/0),
    Asker = spawn_opt(fun() -> worker(Waiting) end, [link, {message_queue_data, off_heap}]),
    {fun() -> timed(fun() -> work(Asker, fun() -> ask(Echo, ?TRIPS) end) end) end, ?TRIPS};
unit("by-tag", _) ->
    Worker = spawn_opt(fun() -> worker(0) end, [link, {message_queue_data, off_heap}]),
    {fun() ->
        work(Worker, fun() -> [self() ! {I, tagged} || I <- lists:seq(1, ?TAGGED)] end),
        timed(fun() -> work(Worker, fun() -> last_first(?TAGGED) end) end)
    end, ?TAGGED};
unit("limit", Outstanding) ->
    Echo = spawn_link(fun echo/0),
    [spawn_link(fun() -> receive never -> ok after 3600000 -> ok end end) || _ <- lists:seq(1, Outstanding)],
    {fun() -> timed(fun() -> in_process(fun() -> limited(Echo, ?TRIPS) end) end) end, ?TRIPS};
unit("firing", _) ->
    {fun() -> timed(fun fire/0) end, ?PORTS * 10}.

in_process(Work) ->
    {Pid, Monitor} = spawn_monitor(Work),
    receive
        {'DOWN', Monitor, process, Pid, normal} -> ok
    end.

%% A process that does what it is told, behind so many messages that nobody asks for.
worker(Waiting) ->
    [self() ! {unrelated, I} || I <- lists:seq(1, Waiting)],
    works().

works() ->
    receive
        {work, From, Work} ->
            Work(),
            From ! worked,
            works()
    end.

work(Worker, Work) ->
    Worker ! {work, self(), Work},
    receive worked -> ok end.

echo() ->
    receive
        {ping, From} -> From ! pong, echo()
    end.

trips(_, 0) -> ok;
trips(Echo, Left) ->
    Echo ! {ping, self()},
    receive pong -> trips(Echo, Left - 1) end.

limited(_, 0) -> ok;
limited(Echo, Left) ->
    Echo ! {ping, self()},
    receive pong -> limited(Echo, Left - 1) after 10000 -> exit(late) end.

receiver(Main, Total, Total) -> Main ! received, receiver(Main, Total, 0);
receiver(Main, Total, Count) ->
    receive
        {n, _} -> receiver(Main, Total, Count + 1)
    end.

send(_, 0) -> ok;
send(To, Left) ->
    To ! {n, Left},
    send(To, Left - 1).

first(Main) ->
    receive {next, Next} -> member(Main, Next) end.

member(Main, Next) ->
    receive
        {token, 0} -> Main ! around;
        {token, Left} -> Next ! {token, Left - 1}
    end,
    member(Main, Next).

lives(Count) ->
    Self = self(),
    [begin
        One = spawn(fun() -> receive {question, From} -> From ! answer end end),
        One ! {question, Self}
    end || _ <- lists:seq(1, Count)],
    [receive answer -> ok end || _ <- lists:seq(1, Count)].

answer() ->
    receive
        {question, From, Reference} -> From ! {answer, Reference}, answer()
    end.

%% The reference is made, sent and awaited in one function, which is what the compiler needs to skip what waits.
ask(_, 0) -> ok;
ask(Echo, Left) ->
    Reference = make_ref(),
    Echo ! {question, self(), Reference},
    receive
        {answer, Reference} -> ok
    end,
    ask(Echo, Left - 1).

last_first(0) -> ok;
last_first(Tag) ->
    receive {Tag, _} -> last_first(Tag - 1) end.

fire() ->
    Self = self(),
    [spawn(fun() -> wait(10), Self ! fired end) || _ <- lists:seq(1, ?PORTS)],
    [receive fired -> ok end || _ <- lists:seq(1, ?PORTS)].

wait(0) -> ok;
wait(Left) ->
    receive never -> ok after 10 -> wait(Left - 1) end.

%% What so many processes that wait keep of memory.
idle(Count) ->
    Before = used(),
    [spawn(fun() -> receive never -> ok end end) || _ <- lists:seq(1, Count)],
    tell("bytes", (used() - Before) / Count).

used() ->
    erlang:garbage_collect(),
    erlang:memory(total).
