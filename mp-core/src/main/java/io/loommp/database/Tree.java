package io.loommp.database;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sorted map that never changes. One that differs in a key is made in logarithmic time and shares the rest with it: so each
 * change of a family can be told together with the whole family.
 *
 * <p><b>Threads:</b> any.
 */
final class Tree extends AbstractMap<String, @Nullable Object> {
    /* An AVL tree whose nodes are never written; the way from the root to a change is made anew. */
    static final Tree EMPTY = new Tree(null);

    private final @Nullable Node root;

    private record Node(
            String key,
            @Nullable Object value,
            @Nullable Node left,
            @Nullable Node right,
            int height,
            int size) {}

    private Tree(@Nullable Node root) {
        this.root = root;
    }

    private static int height(@Nullable Node node) {
        return node == null ? 0 : node.height;
    }

    private static int size(@Nullable Node node) {
        return node == null ? 0 : node.size;
    }

    private static Node node(Node of, @Nullable Node left, @Nullable Node right) {
        return node(of.key, of.value, left, right);
    }

    private static Node node(String key, @Nullable Object value, @Nullable Node left, @Nullable Node right) {
        return new Node(
                key, value, left, right, 1 + Math.max(height(left), height(right)), 1 + size(left) + size(right));
    }

    private static Node balanced(Node of, @Nullable Node left, @Nullable Node right) {
        if (left != null && left.height > height(right) + 1) {
            Node inner = left.right;
            if (inner != null && inner.height > height(left.left)) {
                return node(inner, node(left, left.left, inner.left), node(of, inner.right, right));
            }
            return node(left, left.left, node(of, inner, right));
        }
        if (right != null && right.height > height(left) + 1) {
            Node inner = right.left;
            if (inner != null && inner.height > height(right.right)) {
                return node(inner, node(of, left, inner.left), node(right, inner.right, right.right));
            }
            return node(right, node(of, left, inner), right.right);
        }
        return node(of, left, right);
    }

    /** The same map, but for this key. */
    Tree with(String key, @Nullable Object value) {
        return new Tree(put(root, key, value));
    }

    private static Node put(@Nullable Node node, String key, @Nullable Object value) {
        if (node == null) {
            return node(key, value, null, null);
        }
        int side = key.compareTo(node.key);
        if (side == 0) {
            return node(key, value, node.left, node.right);
        }
        return side < 0
                ? balanced(node, put(node.left, key, value), node.right)
                : balanced(node, node.left, put(node.right, key, value));
    }

    /** The same map without this key. */
    Tree without(String key) {
        return containsKey(key) ? new Tree(cut(root, key)) : this;
    }

    private static @Nullable Node cut(@Nullable Node node, String key) {
        if (node == null) {
            return null;
        }
        int side = key.compareTo(node.key);
        if (side != 0) {
            return side < 0
                    ? balanced(node, cut(node.left, key), node.right)
                    : balanced(node, node.left, cut(node.right, key));
        }
        if (node.right == null) {
            return node.left;
        }
        Node next = node.right;
        while (next.left != null) {
            next = next.left;
        }
        return balanced(next, node.left, cut(node.right, next.key));
    }

    private @Nullable Node find(@Nullable Object wanted) {
        Node node = root;
        while (node != null && wanted instanceof String key) {
            int side = key.compareTo(node.key);
            if (side == 0) {
                return node;
            }
            node = side < 0 ? node.left : node.right;
        }
        return null;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        Node found = find(key);
        return found == null ? null : found.value;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return find(key) != null;
    }

    @Override
    public int size() {
        return size(root);
    }

    /** How far down its deepest key stands. */
    int height() {
        return height(root);
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return Tree.size(root);
            }

            @Override
            public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
                return new Walk(root);
            }
        };
    }

    private static final class Walk implements Iterator<Map.Entry<String, @Nullable Object>> {
        private final ArrayDeque<Node> path = new ArrayDeque<>();

        Walk(@Nullable Node root) {
            descend(root);
        }

        private void descend(@Nullable Node from) {
            for (Node node = from; node != null; node = node.left) {
                path.push(node);
            }
        }

        @Override
        public boolean hasNext() {
            return !path.isEmpty();
        }

        @Override
        public Map.Entry<String, @Nullable Object> next() {
            Node node = path.poll();
            if (node == null) {
                throw new NoSuchElementException("no more keys");
            }
            descend(node.right);
            return new SimpleImmutableEntry<>(node.key, node.value);
        }
    }
}
