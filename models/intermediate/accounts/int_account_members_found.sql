-- One row per customer × account that it belongs to or once did, as its records tell.

with

assigned as (

    select
        record_key,
        customer_id
    from {{ ref('int_customers_assigned') }}

),

evidence as (

    select
        record_key,
        reason,
        {{ record_key('account_record_id') }} as account_record_key,
        started_at,
        first_seen_at,
        last_seen_at,
        ended_at
    from {{ ref('int_account_evidence_extracted') }}

),

present_stays as (

    select
        account_record_key,
        account_id
    from {{ ref('int_account_stays_recorded') }}
    where to_run is null

),

names as (

    select
        account_record_key,
        company_key
    from {{ ref('int_account_records_screened') }}

),

resolved as (

    select
        assigned.customer_id,
        present_stays.account_id,
        names.company_key,
        evidence.reason,
        evidence.started_at,
        evidence.first_seen_at,
        evidence.last_seen_at,
        evidence.ended_at
    from evidence
    inner join assigned on evidence.record_key = assigned.record_key
    inner join present_stays
        on evidence.account_record_key = present_stays.account_record_key
    inner join names on evidence.account_record_key = names.account_record_key
    {{ computed_once() }}

),

-- A name alone may be that of several companies: of those, it is the one that the
-- customer is known to belong to.
known_names as (

    select
        customer_id,
        company_key
    from resolved
    where reason <> 'company_name' and company_key is not null
    group by customer_id, company_key

),

pointed as (

    select
        resolved.customer_id,
        resolved.account_id,
        resolved.reason,
        resolved.started_at,
        resolved.first_seen_at,
        resolved.last_seen_at,
        resolved.ended_at
    from resolved
    left join known_names
        on resolved.customer_id = known_names.customer_id
        and resolved.company_key = known_names.company_key
        and resolved.reason = 'company_name'
    where known_names.customer_id is null
    {{ computed_once() }}

),

-- What a source declares holds until it says otherwise.
declared as (

    select
        customer_id,
        account_id,
        count(*) - count(ended_at) as open_count,
        max(ended_at) as ended_at
    from pointed
    where reason = 'declared'
    group by customer_id, account_id

),

-- What a mailbox or a form shows holds until a later record shows another company, or the
-- end that a source declares.
summarized as (

    select
        pointed.customer_id,
        pointed.account_id,
        coalesce(declared.open_count, 0) > 0 as is_declared,
        case when coalesce(declared.open_count, 0) = 0 then declared.ended_at end
            as ended_at,
        min(case
            when pointed.reason = 'declared' and pointed.ended_at is null then 1
            when pointed.reason = 'mail_domain' then 2
            when pointed.reason = 'company_name' then 3
            else 4
        end) as reason_rank,
        min(pointed.started_at) as started_at,
        min(pointed.first_seen_at) as valid_from,
        max(case when pointed.reason <> 'declared' then pointed.last_seen_at end)
            as last_shown_at
    from pointed
    left join declared
        on pointed.customer_id = declared.customer_id
        and pointed.account_id = declared.account_id
    group by
        pointed.customer_id,
        pointed.account_id,
        declared.open_count,
        declared.ended_at
    {{ computed_once() }}

),

superseded as (

    select
        summarized.customer_id,
        summarized.account_id,
        min(others.first_seen_at) as superseded_at
    from summarized
    inner join pointed as others
        on summarized.customer_id = others.customer_id
        and summarized.account_id <> others.account_id
    where
        not summarized.is_declared
        and others.first_seen_at > summarized.last_shown_at
    group by summarized.customer_id, summarized.account_id

),

dated as (

    select
        {{ record_key('summarized.customer_id') }} as customer_key,
        summarized.customer_id,
        summarized.account_id,
        case summarized.reason_rank
            when 2 then 'mail_domain'
            when 3 then 'company_name'
            else 'declared'
        end as reason,
        summarized.started_at,
        summarized.valid_from,
        case
            when summarized.is_declared then null
            -- shown after what a source takes for the end: it goes on
            when
                summarized.ended_at is not null
                and coalesce(summarized.last_shown_at <= summarized.ended_at, true)
                then greatest(summarized.ended_at, summarized.valid_from)
            else superseded.superseded_at
        end as valid_to
    from summarized
    left join superseded
        on summarized.customer_id = superseded.customer_id
        and summarized.account_id = superseded.account_id

)

select * from dated
