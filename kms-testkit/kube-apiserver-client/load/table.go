package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

type call func(ctx context.Context, i int) error

// measured is one measurement: how long its calls took, and what a process spent on each.
type measured struct {
	p50, p99, cpu time.Duration
	perSecond     float64
}

// measure has so many callers call for a while, after a moment that does not count.
func measure(callers int, each time.Duration, cpu func() time.Duration, do call) (measured, error) {
	if _, err := measureOnce(callers, each/6, cpu, do); err != nil {
		return measured{}, err
	}
	return measureOnce(callers, each, cpu, do)
}

func measureOnce(callers int, each time.Duration, cpu func() time.Duration, do call) (measured, error) {
	var next atomic.Int64
	var failed atomic.Pointer[error]
	took := make([][]time.Duration, callers)
	ctx := context.Background()
	before, begin := cpu(), time.Now()
	var all sync.WaitGroup
	for caller := range callers {
		all.Go(func() {
			for time.Since(begin) < each && failed.Load() == nil {
				start := time.Now()
				if err := do(ctx, int(next.Add(1))); err != nil {
					failed.Store(&err)
				}
				took[caller] = append(took[caller], time.Since(start))
			}
		})
	}
	all.Wait()
	lasted, spent := time.Since(begin), cpu()-before
	if err := failed.Load(); err != nil {
		return measured{}, *err
	}
	sorted := slices.Concat(took...)
	slices.Sort(sorted)
	count := len(sorted)
	return measured{
		p50: sorted[count/2], p99: sorted[count*99/100],
		cpu: spent / time.Duration(count), perSecond: float64(count) / lasted.Seconds()}, nil
}

// table keeps the figures of every round.
type table struct {
	columns []string
	rows    []string
	figures map[string][]float64
	memory  map[string]string
}

func newTable(under providers) *table {
	t := &table{columns: []string{"bare"}, figures: map[string][]float64{}, memory: map[string]string{}}
	for _, p := range under {
		t.columns = append(t.columns, p.name)
		t.memory[p.name] = p.memory()
	}
	return t
}

func (t *table) add(row, column string, figure float64) {
	if !slices.Contains(t.rows, row) {
		t.rows = append(t.rows, row)
	}
	t.figures[row+column] = append(t.figures[row+column], figure)
}

func (t *table) round(bare *openbao, under providers, callers int, each time.Duration) error {
	none := func() time.Duration { return 0 }
	for _, method := range []string{"Decrypt", "Encrypt"} {
		do := map[string]call{"Decrypt": bare.decrypt, "Encrypt": bare.encrypt}[method]
		m, err := measure(callers, each, none, do)
		if err != nil {
			return err
		}
		t.keep(method, "bare", callers, m)
		for _, p := range under {
			do := map[string]call{"Decrypt": p.decrypt, "Encrypt": p.encrypt}[method]
			m, err := measure(callers, each, p.cpu, do)
			if err != nil {
				return fmt.Errorf("%s, %s: %w", p.name, method, err)
			}
			t.keep(method, p.name, callers, m)
			t.add(fmt.Sprintf("CPU of each %s, callers: %d, µs", method, callers), p.name, micros(m.cpu))
		}
	}
	if callers > 1 {
		return nil
	}
	for _, p := range under {
		time.Sleep(time.Second) // Idle cores.
		m, err := measure(1, each, p.cpu, p.status)
		if err != nil {
			return fmt.Errorf("%s, Status: %w", p.name, err)
		}
		t.add("Status p50, callers: 1, µs", p.name, micros(m.p50))
		t.add("Status p99, callers: 1, µs", p.name, micros(m.p99))
	}
	return nil
}

func (t *table) keep(method, column string, callers int, m measured) {
	t.add(fmt.Sprintf("%s p50, callers: %d, µs", method, callers), column, micros(m.p50))
	t.add(fmt.Sprintf("%ss a second, callers: %d", method, callers), column, m.perSecond)
}

func micros(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }

func (t *table) print() {
	fmt.Print("| |")
	for _, column := range t.columns {
		fmt.Printf(" %s | × bare |", column)
	}
	fmt.Print("\n|---|", strings.Repeat("---|---|", len(t.columns)), "\n")
	for _, row := range t.rows {
		fmt.Printf("| %s |", row)
		for _, column := range t.columns {
			figures := t.figures[row+column]
			if len(figures) == 0 {
				fmt.Print(" | |")
				continue
			}
			fmt.Printf(" %.0f (%.0f–%.0f) | %s |", median(figures), slices.Min(figures), slices.Max(figures), t.ratio(row, column))
		}
		fmt.Println()
	}
	fmt.Print("| resident / anonymous MiB, after the Encrypts that prepare the load |")
	for _, column := range t.columns {
		fmt.Printf(" %s | |", t.memory[column])
	}
	fmt.Println()
}

// The ratio to bare calls of the same round, the median over rounds.
func (t *table) ratio(row, column string) string {
	bare, figures := t.figures[row+"bare"], t.figures[row+column]
	if column == "bare" || len(bare) != len(figures) {
		return ""
	}
	ratios := make([]float64, len(bare))
	for i := range bare {
		ratios[i] = figures[i] / bare[i]
	}
	return fmt.Sprintf("%.2f", median(ratios))
}

func median(figures []float64) float64 {
	sorted := slices.Sorted(slices.Values(figures))
	return sorted[len(sorted)/2]
}
