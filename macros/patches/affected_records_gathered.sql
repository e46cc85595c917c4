{#
    Records that are new, that say something else than when they were last taken in, or that
    are gone.

    Returns a select of record ids, for a patched table.
#}
{% macro affected_records_gathered(reads) -%}
    select coalesce(gathered.record_id, unioned.record_id) as part_1
    from {{ _relation_of('int_records_gathered') }} as gathered
    full outer join {{ this }} as unioned
        on gathered.record_id = unioned.record_id
    where
        gathered.content_hash is null
        or unioned.content_hash is null
        or gathered.content_hash <> unioned.content_hash
    group by 1
{%- endmacro %}
