-- One row per account record: the account_id that those of its company claim, and from whom
-- it comes.

with

records as (

    select
        account_record_key,
        account_record_id,
        parent_record_key,
        coalesce(company_key, '') as company_key,
        coalesce(
            city_key, postal_code_key, street_key, phone_key, ''
        ) as place
    from {{ ref('int_account_records_screened') }}

),

labelled as (

    select
        node_key,
        group_key
    from {{ ref('int_accounts_labelled') }}

),

components as (

    select
        records.account_record_key,
        records.parent_record_key,
        records.company_key,
        records.place,
        coalesce(labelled.group_key, records.account_record_key) as component_key
    from records
    left join labelled on records.account_record_key = labelled.node_key
    {{ computed_once() }}

),

-- A declared daughter is not one account with its parent, whatever they have in common. A
-- daughter that was written twice, in one place, is one.
parted as (

    select
        components.account_record_key,
        components.component_key,
        parents.account_record_key as parent_record_key,
        case when parents.account_record_key is not null then components.company_key end
            as company_key,
        case when parents.account_record_key is not null then components.place end
            as place
    from components
    left join components as parents
        on components.parent_record_key = parents.account_record_key
        and components.component_key = parents.component_key
        and components.account_record_key <> parents.account_record_key
    {{ computed_once() }}

),

clusters as (

    select
        account_record_key,
        min(account_record_key) over (
            partition by component_key, parent_record_key, company_key, place
        ) as cluster_key
    from parted

),

stays as (

    {{ last_state(
        {
            'account_record_key': dbt.type_bigint(),
            'account_id': dbt.type_string(),
            'from_account_id': dbt.type_string(),
            'from_run': dbt.type_bigint(),
            'to_run': dbt.type_bigint(),
        },
        'int_account_stays_recorded'
    ) | indent(4) }}

),

remembered as (

    {{ remembered_members('accounts', 'records', 'clusters', 'stays') | indent(4) }}

),

claimed as (

    {{ claimed_groups('accounts', 'remembered') | indent(4) }}

)

select * from claimed
