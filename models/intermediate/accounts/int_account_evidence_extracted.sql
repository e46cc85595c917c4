{%- set declared = [] -%}
{%- if source_is_enabled('crm') -%}
    {%- do declared.append('contacts') -%}
    {%- do declared.append('relations') -%}
{%- endif -%}
{%- if source_is_enabled('crm_lead') -%}
    {%- do declared.append('leads') -%}
{%- endif -%}
{%- if source_is_enabled('support') -%}
    {%- do declared.append('organizations') -%}
{%- endif -%}

-- One row per record × account record that it points to × reason.

with

records as (

    select
        record_key,
        record_id,
        {{ comparable_text('given_name_key') }} as given_name_key,
        {{ comparable_text('family_name_key') }} as family_name_key,
        coalesce(created_at, updated_at) as first_seen_at,
        coalesce(updated_at, created_at) as last_seen_at
    from {{ ref('int_records_standardized') }}
    {{ computed_once() }}

),

assigned as (

    select
        record_key,
        customer_id
    from {{ ref('int_customers_assigned') }}

),

identifiers as (

    select
        record_key,
        identifier_value
    from {{ ref('int_identifiers_extracted') }}
    where identifier_type = 'email'

),

public_domains as (

    {{ _public_domains() | indent(4) }}

),

placeholders as (

    select value_key
    from {{ ref('placeholder_values') }}
    where attribute = 'company'

),

-- What a source itself says: the moment is NULL where it says none.
declarations as (

    {%- if 'contacts' in declared %}
    select
        record_id,
        'crm:' || account_id as account_record_id,
        cast(null as {{ dbt.type_timestamp() }}) as started_at,
        cast(null as {{ dbt.type_timestamp() }}) as ended_at
    from {{ ref('stg_crm__account_contacts') }}

    union all

    -- who left in days to come is still there
    select
        record_id,
        'crm:' || account_id as account_record_id,
        started_at,
        case
            when ended_at <= {{ as_of() }} then ended_at
            when not is_active then coalesce(updated_at, {{ as_of() }})
        end as ended_at
    from {{ ref('stg_crm__account_relations') }}
    where coalesce(started_at <= {{ as_of() }}, true)

    union all
    {%- endif %}
    {%- if 'leads' in declared %}

    select
        record_id,
        'crm:' || converted_account_id as account_record_id,
        cast(null as {{ dbt.type_timestamp() }}) as started_at,
        cast(null as {{ dbt.type_timestamp() }}) as ended_at
    from {{ ref('stg_crm__lead_companies') }}
    where converted_account_id is not null

    union all
    {%- endif %}
    {%- if 'organizations' in declared %}

    select
        record_id,
        'support:' || organization_id as account_record_id,
        started_at,
        cast(null as {{ dbt.type_timestamp() }}) as ended_at
    from {{ ref('stg_support__organization_users') }}

    union all
    {%- endif %}

    -- no rows: what there is where no source declares anything
    select
        record_id,
        record_id as account_record_id,
        first_seen_at as started_at,
        first_seen_at as ended_at
    from records
    where 1 = 0

),

-- Mailboxes at a domain that is nobody's but a company's, as far as the list knows.
mailed as (

    select
        identifiers.record_key,
        split_part(identifiers.identifier_value, '@', 2) as domain
    from identifiers
    left join public_domains
        on split_part(identifiers.identifier_value, '@', 2) = public_domains.domain
    where public_domains.domain is null
    group by
        identifiers.record_key, split_part(identifiers.identifier_value, '@', 2)

),

-- A provider that the list does not know has too many customers for a company.
domains as (

    select
        mailed.domain,
        count(distinct assigned.customer_id) as customer_count
    from mailed
    inner join assigned on mailed.record_key = assigned.record_key
    group by mailed.domain
    having
        count(distinct assigned.customer_id)
        <= {{ var('max_account_domain_customers') }}

),

company_mails as (

    select
        mailed.record_key,
        mailed.domain,
        domains.customer_count
    from mailed
    inner join domains on mailed.domain = domains.domain

),

first_domains as (

    select
        record_key,
        min(domain) as domain
    from company_mails
    group by record_key

),

named as (

    {%- if 'leads' in declared %}
    select
        record_id,
        company_name,
        {{ comparable_text(company_key('company_name')) }} as company_key
    from {{ ref('stg_crm__lead_companies') }}
    {{ computed_once() }}
    {%- else %}
    select
        record_id,
        record_id as company_name,
        record_id as company_key
    from records
    where 1 = 0
    {%- endif %}

),

-- A filler is no company, nor is a name that is the person's own.
companies as (

    select
        records.record_key,
        named.company_name,
        named.company_key,
        first_domains.domain
    from named
    inner join records on named.record_id = records.record_id
    left join placeholders
        on placeholders.value_key = '<' || named.company_key || '>'
    left join first_domains on records.record_key = first_domains.record_key
    where
        named.company_key is not null
        and placeholders.value_key is null
        and named.company_key
        <> coalesce(records.given_name_key || ' ' || records.family_name_key, '')
        and named.company_key
        <> coalesce(records.family_name_key || ' ' || records.given_name_key, '')

),

pointed as (

    select
        records.record_key,
        'declared' as reason,
        declarations.account_record_id,
        cast(null as {{ dbt.type_string() }}) as company_name,
        cast(null as {{ dbt.type_string() }}) as domain,
        cast(null as {{ dbt.type_bigint() }}) as domain_customer_count,
        declarations.started_at,
        declarations.ended_at
    from declarations
    inner join records on declarations.record_id = records.record_id

    union all

    select
        record_key,
        'mail_domain' as reason,
        'domain:' || domain as account_record_id,
        cast(null as {{ dbt.type_string() }}) as company_name,
        domain,
        customer_count as domain_customer_count,
        cast(null as {{ dbt.type_timestamp() }}) as started_at,
        cast(null as {{ dbt.type_timestamp() }}) as ended_at
    from company_mails

    union all

    select
        record_key,
        'company_name' as reason,
        'company:' || company_key || '@' || coalesce(domain, '') as account_record_id,
        company_name,
        domain,
        cast(null as {{ dbt.type_bigint() }}) as domain_customer_count,
        cast(null as {{ dbt.type_timestamp() }}) as started_at,
        cast(null as {{ dbt.type_timestamp() }}) as ended_at
    from companies

),

-- A contact's own account may be among its relations: what still holds counts.
extracted as (

    select
        records.record_key,
        pointed.reason,
        pointed.account_record_id,
        {{ first_by('pointed.company_name', bytewise('pointed.company_name')) }}
            as company_name,
        min(pointed.domain) as domain,
        min(pointed.domain_customer_count) as domain_customer_count,
        min(pointed.started_at) as started_at,
        min(coalesce(pointed.started_at, records.first_seen_at)) as first_seen_at,
        max(records.last_seen_at) as last_seen_at,
        case
            when count(*) = count(pointed.ended_at) then max(pointed.ended_at)
        end as ended_at,
        min(records.given_name_key) as given_name_key,
        min(records.family_name_key) as family_name_key
    from pointed
    inner join records on pointed.record_key = records.record_key
    group by records.record_key, pointed.reason, pointed.account_record_id

)

select * from extracted
