{#
    The moment of the newest JSON text of a raw table, for its freshness.

    Returns a query of one timestamp, UTC; NULL where no text tells one. relation has the texts in
    its column document; moments names their values, of which the first one that is there counts,
    as staging counts them: meta.moments of the table in _sources.yml.
#}
{% macro newest_document(relation, moments) -%}
    {%- set read = [] -%}
    {%- for moment in moments -%}
        {%- do read.append(raw_timestamp(json_text('document', [moment]))) -%}
    {%- endfor -%}
    select max(coalesce({{ read | join(', ') }})) as newest_at
    from (
        select {{ json_document('cast(document as ' ~ dbt.type_string() ~ ')') }} as document
        from {{ relation }}
        {{ computed_once() }}
    ) as checked
{%- endmacro %}
