// Go's part in the workloads of one process: local WORK WARM-UP SECONDS [NUMBER]. Units, and what is told, are those of
// the others.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"time"
)

const (
	trips   = 10000
	batch   = 10000000
	members = 1000
	hops    = 50000
	lives   = 1000
	buffer  = 1024
)

func main() {
	work := os.Args[1]
	number := 0
	if len(os.Args) > 4 {
		number, _ = strconv.Atoi(os.Args[4])
	}
	if work == "idle" {
		idle(number)
		return
	}
	unit, operations := unitOf(work, number)
	repeat(unit, os.Args[2])
	count, seconds := repeat(unit, os.Args[3])
	fmt.Printf("rate=%.2f\n", float64(count*operations)/seconds)
}

func repeat(unit func(), text string) (int, float64) {
	limit, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic(err)
	}
	begun := time.Now()
	for count := 1; ; count++ {
		unit()
		if passed := time.Since(begun).Seconds(); passed >= limit {
			return count, passed
		}
	}
}

// What is done in a unit, and how many operations it is.
func unitOf(work string, number int) (func(), int) {
	switch work {
	case "ping-pong":
		return pingPong, trips
	case "stream":
		return func() { stream(number) }, batch / number * number
	case "ring":
		return ring(), hops
	case "lives":
		return live, lives
	}
	panic("there is no work " + work)
}

func pingPong() {
	there := make(chan int)
	back := make(chan int)
	done := make(chan bool)
	go func() {
		for ping := range there {
			back <- ping
		}
	}()
	go func() {
		for i := 0; i < trips; i++ {
			there <- i
			<-back
		}
		close(there)
		done <- true
	}()
	<-done
}

func stream(senders int) {
	to := make(chan int, buffer)
	done := make(chan bool)
	each := batch / senders
	go func() {
		for i := 0; i < each*senders; i++ {
			<-to
		}
		done <- true
	}()
	for sender := 0; sender < senders; sender++ {
		go func() {
			for i := 0; i < each; i++ {
				to <- i
			}
		}()
	}
	<-done
}

func ring() func() {
	all := make([]chan int, members)
	done := make(chan bool)
	for i := range all {
		all[i] = make(chan int, 1)
	}
	for i := range all {
		go func(own chan int, next chan int) {
			for left := range own {
				if left == 0 {
					done <- true
				} else {
					next <- left - 1
				}
			}
		}(all[i], all[(i+1)%members])
	}
	return func() {
		all[0] <- hops
		<-done
	}
}

func live() {
	answers := make(chan string, buffer)
	for i := 0; i < lives; i++ {
		questions := make(chan chan string, 1)
		go func() {
			from := <-questions
			from <- "answer"
		}()
		questions <- answers
	}
	for i := 0; i < lives; i++ {
		<-answers
	}
}

// What so many goroutines that wait, each at a channel of its own, keep of memory.
func idle(count int) {
	before := used()
	kept := make([]chan int, count)
	for i := range kept {
		kept[i] = make(chan int, 1)
		go func(own chan int) { <-own }(kept[i])
	}
	runtime.Gosched()
	fmt.Printf("bytes=%.2f\n", float64(used()-before)/float64(count))
	runtime.KeepAlive(kept)
}

func used() uint64 {
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return memory.HeapInuse + memory.StackInuse
}
