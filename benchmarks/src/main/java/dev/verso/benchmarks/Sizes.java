package dev.verso.benchmarks;

import java.util.List;

/** What every operation is measured with. */
final class Sizes {

    /** Sizes of content, in bytes: 0.5, 4 and 40 KB. */
    static final List<Integer> CONTENT = List.of(512, 4096, 40_960);

    static final List<Integer> THREADS = List.of(1, 2, 8);

    private Sizes() {}

    static String name(int size) {
        return size < 1024 ? size / 1024.0 + " KB" : size / 1024 + " KB";
    }
}
