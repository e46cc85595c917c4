{{ config(enabled=var('max_identity_churn') is not none) }}

-- Guards every system that keeps a customer_id: a run moves at most the share of records
-- max_identity_churn to other customers. Counted over the records that were with a customer
-- before and are still there; new records, and records that came back, are no churn. It
-- reads what stands before the state of the ids, so that a build that fails here has written
-- no new id anywhere, and the next one compares with the ids that are published.
-- What would break: a wrong var or a source that was loaded askew gives most customers
-- other ids, and is noticed when every link to them is dead.

{% set too_many -%}
with

records as (

    select
        remembered.last_customer_id,
        claimed.customer_id
    from {{ ref('int_customers_claimed') }} as claimed
    inner join {{ ref('int_records_remembered') }} as remembered
        on claimed.record_key = remembered.record_key
    where remembered.is_open

),

counted as (

    select
        count(*) as record_count,
        coalesce(
            sum(case when customer_id <> last_customer_id then 1 else 0 end), 0
        ) as moved_count
    from records

),

shared as (

    select
        record_count,
        moved_count,
        cast(moved_count as {{ type_double() }}) / nullif(record_count, 0)
            as moved_share
    from counted

)

select
    'This run would move '
    || cast(moved_count as {{ dbt.type_string() }}) || ' of the '
    || cast(record_count as {{ dbt.type_string() }})
    || ' records that were there before to another customer_id: a share of '
    || cast({{ rounded('moved_share', 4) }} as {{ dbt.type_string() }})
    || ', above max_identity_churn ({{ var('max_identity_churn') }}). '
    || 'No id was changed: what is published keeps those of the run before. '
    || 'If the change is meant, let this one build through: '
    || 'dbt build --vars ''{max_identity_churn: null}''' as message
from shared
-- in a small company a steward's few merges are a large share, and no accident
where moved_share > {{ var('max_identity_churn') or 0 }} and moved_count >= 20
{%- endset %}

{{ tell_rows(too_many, is_fatal=true) }}
{{ too_many }}
