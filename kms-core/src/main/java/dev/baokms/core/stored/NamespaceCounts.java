package dev.baokms.core.stored;

/**
 * How many rows of a cell lie in each namespace, by its number. An unboxed table, so that a cell of one namespace is
 * small.
 */
final class NamespaceCounts {
    /** Receives one number after another. */
    interface Told {
        void count(int number, long count);
    }

    /** Each number plus one, so that zero marks a free slot. */
    private int[] numbers = new int[4];

    private long[] counts = new long[4];
    private int used;

    boolean has(int number) {
        return numbers[place(number)] != 0;
    }

    void add(int number) {
        int place = place(number);
        if (numbers[place] == 0) {
            if (4 * used >= 3 * numbers.length) {
                grow();
                place = place(number);
            }
            numbers[place] = number + 1;
            used++;
        }
        counts[place]++;
    }

    /** The slot of a number, present or not. */
    private int place(int number) {
        int mask = numbers.length - 1;
        int place = number & mask;
        while (numbers[place] != 0 && numbers[place] != number + 1) {
            place = place + 1 & mask;
        }
        return place;
    }

    private void grow() {
        int[] oldNumbers = numbers;
        long[] oldCounts = counts;
        numbers = new int[2 * oldNumbers.length];
        counts = new long[numbers.length];
        for (int i = 0; i < oldNumbers.length; i++) {
            if (oldNumbers[i] != 0) {
                int place = place(oldNumbers[i] - 1);
                numbers[place] = oldNumbers[i];
                counts[place] = oldCounts[i];
            }
        }
    }

    void forEach(Told told) {
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] != 0) {
                told.count(numbers[i] - 1, counts[i]);
            }
        }
    }
}
