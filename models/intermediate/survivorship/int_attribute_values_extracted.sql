{% set judged = ['given_name', 'middle_name', 'date_of_birth', 'email', 'phone',
    'address', 'national_id', 'loyalty_id'] -%}

-- One row per record × attribute that the record fills × value: several of an e-mail or
-- a phone, of which the first one speaks before the others.
{{ config(
    materialized='patched',
    affected='affected_customers',
    patch_by=[['customer_id']],
    changes=['customer_id']
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
        *,
        coalesce(updated_at, created_at) as observed_at,
        {{ source_priority('source_name') }} as source_priority
    from {{ ref('int_records_standardized') }}

),

-- One row per record that holds an identifier which the screen took out.
screened as (

    select
        {% for type in ['email', 'phone', 'national_id', 'loyalty_id'] %}
            max(
                case when identifier_type = '{{ type }}' then unusable_reason end
            ) as {{ type }}_reason,
        {% endfor %}
        record_key
    from {{ ref('int_identifiers_screened') }}
    where not is_usable and value_number = 1
    group by record_key

),

-- One row per further e-mail or phone of a record.
further as (

    select
        contacts.record_key,
        contacts.identifier_type,
        contacts.value_number,
        contacts.contact_value,
        case
            when not identifiers.is_usable then identifiers.unusable_reason
            when contacts.is_disposable_email then 'disposable'
            when contacts.is_role_email then 'role_account'
        end as weakness
    from {{ ref('int_further_contacts_extracted') }} as contacts
    inner join {{ ref('int_identifiers_screened') }} as identifiers
        on contacts.record_key = identifiers.record_key
            and contacts.identifier_type = identifiers.identifier_type
            and contacts.value_number = identifiers.value_number
    where contacts.contact_value is not null

),

-- One row per record. Time and trust belong to the record, so they are ranked here once
-- instead of once per attribute; the two positions are unique within a customer.
-- A weakness says why a value must not, or only for want of another, become golden.
records_judged as (

    select
        assigned.customer_id,
        records.record_key,
        records.source_priority,
        rank() over (
            partition by assigned.customer_id
            order by records.observed_at desc nulls last
        ) as recency_rank,
        row_number() over (
            partition by assigned.customer_id
            order by
                records.observed_at desc nulls last,
                records.source_priority,
                {{ bytewise('records.record_id') }}
        ) as newest_position,
        row_number() over (
            partition by assigned.customer_id
            order by
                records.source_priority,
                records.observed_at desc nulls last,
                {{ bytewise('records.record_id') }}
        ) as trusted_position,

        ---------- names
        records.given_name,
        case
            when {{ is_initial('records.given_name_key') }} then 'initial'
        end as given_name_weakness,
        records.middle_name,
        case
            when {{ is_initial('records.middle_name_key') }} then 'initial'
        end as middle_name_weakness,
        records.family_name,
        records.name_suffix,

        ---------- dates
        cast(records.date_of_birth as {{ dbt.type_string() }}) as date_of_birth,
        case
            when records.is_placeholder_birth_date then 'placeholder'
        end as date_of_birth_weakness,

        ---------- identifiers
        records.email,
        case
            when screened.email_reason is not null then screened.email_reason
            when records.email_key is null then 'invalid'
            when records.is_disposable_email then 'disposable'
            when records.is_role_email then 'role_account'
        end as email_weakness,
        records.phone,
        screened.phone_reason as phone_weakness,
        records.national_id,
        screened.national_id_reason as national_id_weakness,
        records.loyalty_id,
        screened.loyalty_id_reason as loyalty_id_weakness,

        ---------- address, as one
        {{ address_line('records') }} as address,
        {{ address_completeness('records') }} as address_completeness,
        case
            when
                records.street_address is null
                or coalesce(records.city, records.postal_code) is null
                then 'partial'
        end as address_weakness,

        ---------- others
        records.gender
    from assigned
    inner join records on assigned.record_key = records.record_key
    left join screened on assigned.record_key = screened.record_key
    {{ read_often('records.record_key') }}

),

unpivoted as (

    {% for attribute, strategies in survivorship_rules().items() -%}
        select
            customer_id,
            record_key,
            source_priority,
            recency_rank,
            {{ _value_position(strategies, '1') }} as record_position,
            '{{ attribute }}' as attribute,
            1 as value_number,
            {{ attribute }} as attribute_value,
            {{ attribute ~ '_weakness' if attribute in judged
                else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as weakness,
            {{ 'address_completeness' if attribute == 'address'
                else 'length(' ~ attribute ~ ')' }} as completeness
        from records_judged
        where {{ attribute }} is not null
        union all
    {% endfor %}
    {% for attribute in ['email', 'phone'] -%}
        select
            records_judged.customer_id,
            records_judged.record_key,
            records_judged.source_priority,
            records_judged.recency_rank,
            {{ _value_position(
                survivorship_rules()[attribute], 'further.value_number'
            ) }} as record_position,
            '{{ attribute }}' as attribute,
            further.value_number,
            further.contact_value as attribute_value,
            further.weakness,
            length(further.contact_value) as completeness
        from records_judged
        inner join further
            on records_judged.record_key = further.record_key
        where further.identifier_type = '{{ attribute }}'
        {{ "union all" if not loop.last }}
    {% endfor %}

)

select * from unpivoted
