{{ config(enabled=source_is_enabled('consent')) }}

-- Guards what people said of their data: the log of consent, which only grows, neither comes
-- back empty or cut short, nor is last year's. No state of consent, audience or segment is
-- rewritten from such a log.
-- What would break: withdrawals that are lost with the log let in whoever has withdrawn.

{% set faults -%}
with

events as (

    select
        'consent' as dataset,
        coalesce(recorded_at, occurred_at) as changed_at
    from {{ ref('int_consent_events_received') }}

),

deliveries as (

    select
        'consent' as dataset,
        count(*) as row_count,
        max(changed_at) as newest_at
    from events

),

faults as (

    {{ delivery_faults('deliveries', moments='events') | indent(4) }}

)

select message
from faults
{%- endset %}

{{ tell_rows(faults, is_fatal=true) }}
{{ faults }}
