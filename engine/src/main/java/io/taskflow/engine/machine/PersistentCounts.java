package io.taskflow.engine.machine;

import java.util.Objects;
import java.util.function.IntUnaryOperator;

/**
 * An immutable array of natural numbers that can be changed in one place without copying the rest,
 * as a {@link PersistentVector} of leaves with {@value #LEAF} numbers. Nearly all are small, so a
 * leaf has one byte for each until one of them needs more: those of 100,000 tasks fit into the
 * nearest caches, wherever in them the next one is.
 */
public final class PersistentCounts {

  private static final int BITS = 6;
  private static final int LEAF = 1 << BITS;
  private static final int MASK = LEAF - 1;

  private final int size;

  /** Each is a {@code byte[]} or an {@code int[]}. */
  private final PersistentVector<Object> leaves;

  private PersistentCounts(int size, PersistentVector<Object> leaves) {
    this.size = size;
    this.leaves = leaves;
  }

  /** So many numbers, each made by the function of its index. */
  static PersistentCounts of(int size, IntUnaryOperator number) {
    int leafCount = (size + MASK) >>> BITS;
    return new PersistentCounts(
        size,
        PersistentVector.of(
            leafCount, leaf -> leaf(leaf << BITS, Math.min(size - (leaf << BITS), LEAF), number)));
  }

  /** The number at an index. */
  public int get(int index) {
    Objects.checkIndex(index, size);
    Object leaf = leaves.get(index >>> BITS);
    return leaf instanceof byte[] bytes ? bytes[index & MASK] : ((int[]) leaf)[index & MASK];
  }

  /** The same numbers with another one at the index. */
  PersistentCounts with(int index, int number) {
    Objects.checkIndex(index, size);
    Object leaf = leaves.get(index >>> BITS);
    Object changed =
        leaf instanceof byte[] bytes && number <= Byte.MAX_VALUE
            ? with(bytes, index & MASK, (byte) number)
            : with(wide(leaf), index & MASK, number);
    return new PersistentCounts(size, leaves.with(index >>> BITS, changed));
  }

  private static byte[] with(byte[] leaf, int index, byte number) {
    byte[] copy = leaf.clone();
    copy[index] = number;
    return copy;
  }

  private static int[] with(int[] copy, int index, int number) {
    copy[index] = number;
    return copy;
  }

  /** A copy with room for any number. */
  private static int[] wide(Object leaf) {
    if (leaf instanceof int[] ints) {
      return ints.clone();
    }
    byte[] bytes = (byte[]) leaf;
    int[] wide = new int[bytes.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = bytes[i];
    }
    return wide;
  }

  private static Object leaf(int from, int length, IntUnaryOperator number) {
    int[] wide = new int[length];
    int largest = 0;
    for (int i = 0; i < length; i++) {
      wide[i] = number.applyAsInt(from + i);
      largest = Math.max(largest, wide[i]);
    }
    return largest <= Byte.MAX_VALUE ? narrow(wide) : wide;
  }

  private static byte[] narrow(int[] wide) {
    byte[] bytes = new byte[wide.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) wide[i];
    }
    return bytes;
  }

  /** Numbers are equal however wide their leaves are. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof PersistentCounts that) || size != that.size) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (get(i) != that.get(i)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = size;
    for (int i = 0; i < size; i++) {
      hash = 31 * hash + get(i);
    }
    return hash;
  }
}
