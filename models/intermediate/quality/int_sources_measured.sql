-- One row per measure × source or raw table of this run, and × attribute where it is of one.

{% set attributes = [
    'given_name', 'family_name', 'date_of_birth', 'email', 'phone', 'street_address',
    'city', 'region', 'postal_code', 'country', 'national_id', 'gender', 'loyalty_id',
] -%}

with

records as (

    select *
    from {{ ref('int_records_standardized') }}

),

assigned as (

    select
        source_name,
        customer_id
    from {{ ref('int_customers_assigned') }}

),

consent_events as (

    select
        occurred_at,
        recorded_at
    from {{ ref('int_consent_events_received') }}

),

watched_tables as (

    select
        dataset,
        row_count,
        newest_at
    from {{ ref('int_deliveries_counted') }}

),

attributes as (

    {% for attribute in attributes -%}
        select '{{ attribute }}' as attribute
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- A file names its sources itself, in each of its records.
enabled_sources as (

    {% for source_name in enabled_sources() | reject('equalto', 'file') -%}
        select '{{ source_name }}' as source_name
        union all
    {% endfor -%}
    select source_name
    from records
    where 1 = 0

),

-- Read once, however many measures there are.
records_summarized as (

    select
        source_name,
        count(*) as row_count,
        max(coalesce(updated_at, created_at)) as newest_at
        {%- for attribute in attributes %},
        count({{ attribute }}) as {{ attribute }}_count,
        count({{ attribute }}_raw) as {{ attribute }}_raw_count,
        sum(
            case
                when {{ attribute }} is null and {{ attribute }}_raw is not null then 1
                else 0
            end
        ) as {{ attribute }}_invalid_count
        {%- endfor %}
    from records
    group by source_name

),

sources as (

    select
        coalesce(
            enabled_sources.source_name, records_summarized.source_name
        ) as source_name,
        coalesce(records_summarized.row_count, 0) as row_count,
        records_summarized.newest_at
    from enabled_sources
    full outer join records_summarized
        on enabled_sources.source_name = records_summarized.source_name

),

deliveries as (

    select
        source_name,
        row_count,
        newest_at
    from sources

    union all

    select
        dataset as source_name,
        row_count,
        newest_at
    from watched_tables

    {% if source_is_enabled('consent') %}
    union all

    select
        'consent' as source_name,
        count(*) as row_count,
        max(coalesce(recorded_at, occurred_at)) as newest_at
    from consent_events
    {% endif %}

),

attributes_counted as (

    select
        records_summarized.source_name,
        attributes.attribute,
        records_summarized.row_count,
        case attributes.attribute
            {%- for attribute in attributes %}
            when '{{ attribute }}' then records_summarized.{{ attribute }}_count
            {%- endfor %}
        end as value_count,
        case attributes.attribute
            {%- for attribute in attributes %}
            when '{{ attribute }}' then records_summarized.{{ attribute }}_raw_count
            {%- endfor %}
        end as raw_count,
        case attributes.attribute
            {%- for attribute in attributes %}
            when '{{ attribute }}' then records_summarized.{{ attribute }}_invalid_count
            {%- endfor %}
        end as invalid_count
    from records_summarized
    cross join attributes
    {{ computed_once() }}

),

-- Of the attributes together, those count that the source fills at all.
sources_counted as (

    select
        source_name,
        sum(row_count) as row_count,
        sum(value_count) as value_count,
        sum(raw_count) as raw_count,
        sum(invalid_count) as invalid_count
    from attributes_counted
    where value_count > 0 or raw_count > 0
    group by source_name

),

completeness as (

    select
        source_name,
        attribute,
        row_count,
        value_count,
        raw_count,
        invalid_count
    from attributes_counted

    union all

    select
        source_name,
        cast(null as {{ dbt.type_string() }}) as attribute,
        row_count,
        value_count,
        raw_count,
        invalid_count
    from sources_counted

),

assigned_sized as (

    select
        source_name,
        customer_id,
        count(*) over (partition by customer_id) as customer_record_count
    from assigned

),

assigned_summarized as (

    select
        source_name,
        count(*) as record_count,
        count(distinct customer_id) as customer_count,
        sum(case when customer_record_count > 1 then 1 else 0 end) as matched_count
    from assigned_sized
    group by source_name

    union all

    select
        'all' as source_name,
        count(*) as record_count,
        count(distinct customer_id) as customer_count,
        sum(case when customer_record_count > 1 then 1 else 0 end) as matched_count
    from assigned_sized

),

{% set age_days = dbt.datediff('newest_at', as_of(), 'day') -%}
{% set missing_share =
    rounded('cast(row_count - value_count as ' ~ type_double() ~ ') / row_count', 6) -%}
{% set invalid_share =
    rounded('cast(invalid_count as ' ~ type_double() ~ ') / raw_count', 6) -%}
{% set match_rate =
    rounded('cast(matched_count as ' ~ type_double() ~ ') / record_count', 6) -%}
{% set duplicate_share = rounded(
    'cast(record_count - customer_count as ' ~ type_double() ~ ') / record_count', 6
) -%}

measured as (

    select
        'row_count' as metric,
        source_name as dataset,
        cast(null as {{ dbt.type_string() }}) as attribute,
        cast(row_count as {{ type_double() }}) as value
    from deliveries

    union all

    select
        'age_days' as metric,
        source_name as dataset,
        cast(null as {{ dbt.type_string() }}) as attribute,
        cast({{ age_days }} as {{ type_double() }}) as value
    from deliveries
    where newest_at is not null

    union all

    select
        'missing_share' as metric,
        source_name as dataset,
        attribute,
        {{ missing_share }} as value
    from completeness

    union all

    select
        'invalid_share' as metric,
        source_name as dataset,
        attribute,
        {{ invalid_share }} as value
    from completeness
    where raw_count > 0

    union all

    select
        'match_rate' as metric,
        source_name as dataset,
        cast(null as {{ dbt.type_string() }}) as attribute,
        {{ match_rate }} as value
    from assigned_summarized
    where record_count > 0

    union all

    select
        'duplicate_share' as metric,
        source_name as dataset,
        cast(null as {{ dbt.type_string() }}) as attribute,
        {{ duplicate_share }} as value
    from assigned_summarized
    where record_count > 0 and source_name <> 'all'

)

select * from measured
