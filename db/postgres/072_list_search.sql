-- Lists are searched by the beginning of a name or an id, upper and lower case alike: without these every search reads all entities.
-- None holds a figure: a save that changes figures only still changes no index.

CREATE INDEX store_projection_name ON store_projection (generation, lower(name) text_pattern_ops);
CREATE INDEX store_projection_lower_id ON store_projection (generation, lower(id) text_pattern_ops);
CREATE INDEX product_projection_name ON product_projection (generation, lower(name) text_pattern_ops);
CREATE INDEX product_projection_lower_id ON product_projection (generation, lower(id) text_pattern_ops);
CREATE INDEX customer_projection_name ON customer_projection (generation, lower(name) text_pattern_ops);
CREATE INDEX customer_projection_lower_id ON customer_projection (generation, lower(id) text_pattern_ops);

CREATE INDEX store_catalogue_name ON store_catalogue (lower(name) text_pattern_ops);
CREATE INDEX store_catalogue_lower_id ON store_catalogue (lower(id) text_pattern_ops);
CREATE INDEX product_catalogue_name ON product_catalogue (lower(name) text_pattern_ops);
CREATE INDEX product_catalogue_lower_id ON product_catalogue (lower(id) text_pattern_ops);
CREATE INDEX customer_catalogue_name ON customer_catalogue (lower(name) text_pattern_ops);
CREATE INDEX customer_catalogue_lower_id ON customer_catalogue (lower(id) text_pattern_ops);
