-- One row per account: a company that customers belong to, or that a source knows.

with

stays as (

    select
        account_record_key,
        account_id,
        from_run,
        from_at,
        to_run
    from {{ ref('int_account_stays_recorded') }}

),

records as (

    select
        account_record_key,
        account_record_id,
        source_name,
        source_rank,
        parent_record_key,
        name,
        company_key,
        domain,
        phone,
        phone_key,
        industry,
        employee_count,
        street_address,
        city,
        region,
        postal_code,
        country,
        created_at,
        updated_at
    from {{ ref('int_account_records_screened') }}

),

members as (

    select
        account_id,
        count(*) as customer_count
    from {{ ref('int_account_members_recorded') }}
    where to_run is null
    group by account_id

),

present as (

    select
        stays.account_id,
        records.*,
        {{ address_line('records') }} as address,
        {{ address_completeness('records') }} as address_completeness
    from stays
    inner join records on stays.account_record_key = records.account_record_key
    where stays.to_run is null

),

-- Each value as the most trusted source has it; of one source, as it was changed last.
{%- set choices = {
    'name': 'company_key',
    'domain': 'domain',
    'phone': 'phone_key',
    'industry': 'industry',
    'employee_count': 'employee_count',
    'address': 'address',
} %}
ranked as (

    select
        account_id,
        name,
        domain,
        phone,
        industry,
        employee_count,
        street_address,
        city,
        region,
        postal_code,
        country
        {%- for value, known in choices.items() %},
        case
            when {{ known }} is not null then row_number() over (
                partition by account_id
                order by
                    case when {{ known }} is null then 1 else 0 end,
                    {%- if value == 'address' %}
                    address_completeness desc,
                    {%- endif %}
                    source_rank,
                    {%- if value == 'name' %}
                    case when name = {{ upper_text('name') }} then 1 else 0 end,
                    {%- endif %}
                    updated_at desc nulls last,
                    {{ bytewise('account_record_id') }}
            )
        end as {{ value }}_rank
        {%- endfor %}
    from present

),

chosen as (

    select
        account_id,
        max(case when name_rank = 1 then name end) as name,
        max(case when domain_rank = 1 then domain end) as domain,
        max(case when phone_rank = 1 then phone end) as phone,
        max(case when industry_rank = 1 then industry end) as industry,
        max(case when employee_count_rank = 1 then employee_count end)
            as employee_count,
        max(case when address_rank = 1 then street_address end) as street_address,
        max(case when address_rank = 1 then city end) as city,
        max(case when address_rank = 1 then region end) as region,
        max(case when address_rank = 1 then postal_code end) as postal_code,
        max(case when address_rank = 1 then country end) as country
    from ranked
    group by account_id

),

-- Of several declared parents the one that the most trusted source has.
parents_ranked as (

    select
        present.account_id,
        parents.account_id as parent_account_id,
        row_number() over (
            partition by present.account_id
            order by
                present.source_rank,
                present.updated_at desc nulls last,
                {{ bytewise('present.account_record_id') }}
        ) as parent_rank
    from present
    inner join stays as parents
        on present.parent_record_key = parents.account_record_key
        and present.account_id <> parents.account_id
    where parents.to_run is null

),

-- Two that are each other's parent contradict each other, and neither has one.
parents as (

    select
        parents_ranked.account_id,
        parents_ranked.parent_account_id
    from parents_ranked
    left join parents_ranked as grandparents
        on parents_ranked.parent_account_id = grandparents.account_id
        and parents_ranked.account_id = grandparents.parent_account_id
        and grandparents.parent_rank = 1
    where parents_ranked.parent_rank = 1 and grandparents.account_id is null

),

sources as (

    select
        account_id,
        substr({{ joined_texts("', ' || source_name") }}, 3) as source_names
    from (
        select
            account_id,
            source_name
        from present
        group by account_id, source_name
    ) as distinct_sources
    group by account_id

),

summarized as (

    select
        account_id,
        count(*) as record_count,
        min(created_at) as first_seen_at,
        max(updated_at) as last_seen_at
    from present
    group by account_id

),

begun as (

    select
        account_id,
        min(from_at) as created_at
    from stays
    group by account_id

),

described as (

    select
        ---------- ids
        summarized.account_id,
        parents.parent_account_id,

        ---------- strings
        coalesce(chosen.name, chosen.domain) as name,
        chosen.domain,
        chosen.phone,
        chosen.industry,
        chosen.street_address,
        chosen.city,
        chosen.region,
        chosen.postal_code,
        chosen.country,
        sources.source_names,

        ---------- numerics
        chosen.employee_count,
        coalesce(members.customer_count, 0) as customer_count,
        summarized.record_count,

        ---------- timestamps
        summarized.first_seen_at,
        summarized.last_seen_at,
        begun.created_at
    from summarized
    inner join chosen on summarized.account_id = chosen.account_id
    inner join sources on summarized.account_id = sources.account_id
    inner join begun on summarized.account_id = begun.account_id
    left join parents on summarized.account_id = parents.account_id
    left join members on summarized.account_id = members.account_id

)

select * from described
