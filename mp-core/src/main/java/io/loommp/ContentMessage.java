package io.loommp;

import org.jspecify.annotations.Nullable;

/** A message that was made of an object: its elements are made when somebody asks for them. */
final class ContentMessage extends Message {
    private final Object content;
    private final Form form;
    private volatile @Nullable Object @Nullable [] made; // written by whoever asks first; two at once make the same

    ContentMessage(Object content, Form form) {
        super(null);
        this.content = content;
        this.form = form;
    }

    @Override
    public Object content() {
        return content;
    }

    @Override
    public Message inListForm() {
        return new Message(elements());
    }

    @Override
    public String tag() {
        return form.tag();
    }

    @Override
    public boolean hasTag(String tag) {
        return form.tag().equals(tag);
    }

    @Override
    @Nullable
    Object[] elements() {
        @Nullable Object[] known = made;
        if (known == null) {
            known = form.elements(content);
            made = known;
        }
        return known;
    }
}
