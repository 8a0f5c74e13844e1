package io.taskflow.engine.machine;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/**
 * An immutable array that can be changed in one place without copying the rest: a tree of nodes
 * with 16 branches. {@link #with} costs a copy of one path, so O(log16 n). That makes the state of
 * a flow of 100,000 tasks as cheap to change as that of ten.
 *
 * @param <T> the element type; elements are compared by equals
 */
public final class PersistentVector<T> {

  private static final int BITS = 4;
  private static final int WIDTH = 1 << BITS;
  private static final int MASK = WIDTH - 1;

  private final int size;
  private final int shift;
  private final Object[] root;

  private PersistentVector(int size, int shift, Object[] root) {
    this.size = size;
    this.shift = shift;
    this.root = root;
  }

  /** A vector of {@code size} elements, each made by the function of its index. */
  static <T> PersistentVector<T> of(int size, IntFunction<? extends T> element) {
    int shift = 0;
    while (size > WIDTH << shift) {
      shift += BITS;
    }
    return new PersistentVector<>(size, shift, node(0, shift, size, element));
  }

  /** How many elements there are. */
  public int size() {
    return size;
  }

  /** The element at an index. */
  @SuppressWarnings("unchecked") // only elements of type T are ever put into leaves
  public T get(int index) {
    checkIndex(index);
    Object[] node = root;
    for (int level = shift; level > 0; level -= BITS) {
      node = (Object[]) node[(index >>> level) & MASK];
    }
    return (T) node[index & MASK];
  }

  /** The same vector with another element at the index. */
  PersistentVector<T> with(int index, T element) {
    checkIndex(index);
    return new PersistentVector<>(size, shift, with(root, shift, index, element));
  }

  /**
   * Tells the indexes, in order, at which another vector of the same size holds another object.
   * Costs as much as the two don't share.
   */
  public void forEachDifference(PersistentVector<T> other, IntConsumer index) {
    if (other.size != size) {
      throw new IllegalArgumentException("vectors of " + size + " and " + other.size + " elements");
    }
    differences(root, other.root, shift, 0, index);
  }

  private static void differences(
      Object[] node, Object[] other, int level, int from, IntConsumer index) {
    for (int i = 0; i < node.length; i++) {
      int start = from + (i << level);
      if (node[i] != other[i]) {
        if (level == 0) {
          index.accept(start);
        } else {
          differences((Object[]) node[i], (Object[]) other[i], level - BITS, start, index);
        }
      }
    }
  }

  private void checkIndex(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("index " + index + " of " + size);
    }
  }

  private static Object[] with(Object[] node, int level, int index, Object element) {
    Object[] copy = node.clone();
    int slot = (index >>> level) & MASK;
    copy[slot] = level == 0 ? element : with((Object[]) node[slot], level - BITS, index, element);
    return copy;
  }

  private static Object[] node(int from, int level, int size, IntFunction<?> element) {
    int step = 1 << level;
    int length = (int) Math.min(WIDTH, ((long) size - from + step - 1) / step);
    Object[] node = new Object[Math.max(length, 0)];
    for (int i = 0; i < node.length; i++) {
      int start = from + i * step;
      node[i] = level == 0 ? element.apply(start) : node(start, level - BITS, size, element);
    }
    return node;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PersistentVector<?> that
        && size == that.size
        && Arrays.deepEquals(root, that.root);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(root);
  }
}
