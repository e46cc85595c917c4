{#
    Documents that tell of one thing, in the order from the last one on.

    Returns a relation body: the rows whose key is there, with a further column, recency,
    1 for the last document of a key. rows names a relation with the columns key, moments
    (timestamps, the first one that is there counts) and document_text; of two documents of
    one moment any comes first, but always the same.
#}
{% macro ordered_documents(rows, key, moments) -%}
select
    *,
    row_number() over (
        partition by {{ key }}
        order by
            coalesce({{ moments | join(', ') }}) desc nulls last,
            {{ bytewise('document_text') }} desc
    ) as recency
from {{ rows }}
where {{ key }} is not null
{%- endmacro %}
