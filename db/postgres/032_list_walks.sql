-- Walks through rankings: the ids that pages after the first will show, in the order that the list had when the walk went on to its
-- second page. Figures change the order while a caller reads page after page; a walk's order does not change.
-- Rows are of use for minutes: they may be deleted at any time, which ends the walk.

CREATE TABLE list_walk (
    walk uuid PRIMARY KEY,
    size integer NOT NULL,
    used_at timestamptz NOT NULL
);

CREATE TABLE list_walk_ids (
    walk uuid NOT NULL REFERENCES list_walk ON DELETE CASCADE,
    chunk integer NOT NULL,
    ids text[] NOT NULL,
    PRIMARY KEY (walk, chunk)
);
