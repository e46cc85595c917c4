{% set attributes = ['given_name', 'middle_name', 'family_name', 'name_suffix',
    'full_name', 'date_of_birth', 'email', 'phone', 'street_address', 'city', 'region',
    'postal_code', 'country', 'national_id', 'gender', 'loyalty_id'] -%}

-- One row per customer: the golden profile.
{{ config(
    materialized='patched',
    affected='affected_profiles',
    patch_by=[['customer_id']]
) }}

with

assigned as (

    select
        record_key,
        customer_id
    from {{ ref('int_customers_assigned') }}
    where {{ is_affected(['customer_id']) }}

),

records as (

    select
        record_key,
        source_name,
        given_name_key,
        given_name_phonetic,
        family_name_key,
        family_name_phonetic,
        date_of_birth,
        is_placeholder_birth_date,
        national_id,
        gender,
        coalesce(created_at, updated_at) as first_seen_at,
        coalesce(updated_at, created_at) as last_seen_at
    from {{ ref('int_records_standardized') }}

),

golden_values as (

    select
        customer_id,
        attribute,
        attribute_value
    from {{ ref('customer_attributes') }}
    where {{ is_affected(['customer_id']) }}

),

-- Two values that differ are a conflict; initials, placeholders and NULLs are not, nor
-- are nicknames and spellings of a name that have one sound.
records_summarized as (

    select
        assigned.customer_id,
        count(*) as record_count,
        count(distinct records.source_name) as source_count,
        min(records.first_seen_at) as first_seen_at,
        max(records.last_seen_at) as last_seen_at,
        count(
            distinct case
                when not {{ is_initial('records.given_name_key') }}
                    then records.given_name_phonetic
            end
        ) as given_name_count,
        count(
            distinct case
                when not {{ is_initial('records.family_name_key') }}
                    then records.family_name_phonetic
            end
        ) as family_name_count,
        count(
            distinct case
                when not records.is_placeholder_birth_date then records.date_of_birth
            end
        ) as birth_date_count,
        count(distinct records.national_id) as national_id_count,
        count(distinct records.gender) as gender_count
    from assigned
    inner join records on assigned.record_key = records.record_key
    group by assigned.customer_id

),

golden_values_pivoted as (

    select
        {% for attribute in attributes %}
            max(
                case when attribute = '{{ attribute }}' then attribute_value end
            ) as {{ attribute }},
        {% endfor %}
        customer_id
    from golden_values
    group by customer_id

),

profiled as (

    select
        ---------- ids
        records_summarized.customer_id,

        ---------- golden attributes
        golden_values_pivoted.given_name,
        golden_values_pivoted.middle_name,
        golden_values_pivoted.family_name,
        golden_values_pivoted.name_suffix,
        golden_values_pivoted.full_name,
        cast(golden_values_pivoted.date_of_birth as date) as date_of_birth,
        golden_values_pivoted.email,
        golden_values_pivoted.phone,
        golden_values_pivoted.street_address,
        golden_values_pivoted.city,
        golden_values_pivoted.region,
        golden_values_pivoted.postal_code,
        golden_values_pivoted.country,
        golden_values_pivoted.national_id,
        golden_values_pivoted.gender,
        golden_values_pivoted.loyalty_id,

        ---------- numerics
        records_summarized.record_count,
        records_summarized.source_count,

        ---------- booleans
        records_summarized.given_name_count > 1
        or records_summarized.family_name_count > 1 as has_name_conflict,
        records_summarized.birth_date_count > 1 as has_birth_date_conflict,
        records_summarized.national_id_count > 1 as has_national_id_conflict,
        records_summarized.gender_count > 1 as has_gender_conflict,

        ---------- timestamps
        records_summarized.first_seen_at,
        records_summarized.last_seen_at
    from records_summarized
    left join golden_values_pivoted
        on records_summarized.customer_id = golden_values_pivoted.customer_id

)

select * from profiled
