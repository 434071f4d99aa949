%% Erlang's side of the network benchmarks: bench:server() lives until its standard input ends, bench:client() takes
%% WORK ADDRESS WARM-UP SECONDS. The messages, and what is told, are those of the other sides.
-module(bench).
-export([server/0, client/0]).

server() ->
    register(sink, spawn(fun() -> sink(0) end)),
    register(echo, spawn(fun echo/0)),
    io:format("address=~s~n", [node()]),
    await_end().

await_end() ->
    case io:get_line("") of
        eof -> halt(0);
        _ -> await_end()
    end.

sink(Count) ->
    receive
        {data, _} -> sink(Count + 1);
        {count, Pid} -> Pid ! {counted, Count}, sink(0)
    end.

echo() ->
    receive
        {echo, Pid, Payload} -> Pid ! {echoed, Payload}, echo()
    end.

client() ->
    [Work, Address, Warm, Seconds] = init:get_plain_arguments(),
    Server = list_to_atom(Address),
    pong = net_adm:ping(Server),
    case Work of
        "one-way" ->
            one_way(Server, nanos(Warm)),
            tell("rate", one_way(Server, nanos(Seconds)));
        "round-trip" ->
            round_trips(Server, now_nanos() + nanos(Warm), []),
            Times = round_trips(Server, now_nanos() + nanos(Seconds), []),
            Sorted = list_to_tuple(lists:sort(Times)),
            Count = tuple_size(Sorted),
            tell("p50", element(Count div 2 + 1, Sorted) / 1000),
            tell("p99", element(Count * 99 div 100 + 1, Sorted) / 1000),
            tell("rate", Count * 1.0e9 / nanos(Seconds))
    end,
    halt(0).

now_nanos() -> erlang:monotonic_time(nanosecond).

nanos(Seconds) ->
    case string:to_float(Seconds) of
        {error, no_float} -> list_to_integer(Seconds) * 1000000000;
        {Number, _} -> round(Number * 1.0e9)
    end.

tell(What, Value) -> io:format("~s=~.2f~n", [What, Value * 1.0]).

payload() -> list_to_binary([lists:duplicate(9, "0123456789"), "012345678~"]).

one_way(Server, Nanos) ->
    Begun = now_nanos(),
    send({sink, Server}, payload(), Begun + Nanos),
    {sink, Server} ! {count, self()},
    receive
        {counted, Count} -> Count * 1.0e9 / (now_nanos() - Begun)
    end.

send(Sink, Payload, End) ->
    send_batch(Sink, Payload, 256),
    case now_nanos() < End of
        true -> send(Sink, Payload, End);
        false -> ok
    end.

send_batch(_, _, 0) -> ok;
send_batch(Sink, Payload, Left) ->
    Sink ! {data, Payload},
    send_batch(Sink, Payload, Left - 1).

round_trips(Server, End, Times) ->
    Before = now_nanos(),
    {echo, Server} ! {echo, self(), payload()},
    receive
        {echoed, _} -> ok
    end,
    After = now_nanos(),
    case After < End of
        true -> round_trips(Server, End, [After - Before | Times]);
        false -> Times
    end.
