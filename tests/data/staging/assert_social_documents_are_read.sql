{{ config(enabled=source_is_enabled('social'), severity='warn') }}

-- Guards what is delivered as JSON: a review or a mention that is no JSON, or has no id, is
-- in no model, so nothing else would say that it came. A warning and no error, since one
-- bad line is no reason to publish nothing.

{% set unread -%}
select
    'Of the source social, ' || cast(unread_count as {{ dbt.type_string() }}) || ' '
    || document_type || ' are no JSON or have no id; they were left out.' as message
from (
    select
        'reviews' as document_type,
        count(*) as unread_count
    from (
        {{ raw_columns('social', 'reviews') }}
    ) as reviews
    where {{ json_text(json_document('document'), ['review_id']) }} is null
    union all
    select
        'mentions' as document_type,
        count(*) as unread_count
    from (
        {{ raw_columns('social', 'mentions') }}
    ) as mentions
    where {{ json_text(json_document('document'), ['mention_id']) }} is null
) as counted
where unread_count > 0
{%- endset %}

{{ tell_rows(unread) }}
{{ unread }}
