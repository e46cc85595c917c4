-- One row per record: the customer_id that its cluster claims, and from whom it comes.

with

records as (

    select
        record_key,
        record_id,
        cluster_key,
        last_customer_id,
        is_open,
        last_customer_first_run,
        is_claimable,
        is_name_taken,
        run_number
    from {{ ref('int_records_remembered') }}

),

-- What an old customer has in each cluster: records that it still held, else records that
-- had gone and are back.
common_records as (

    select
        cluster_key,
        last_customer_id as customer_id,
        min(last_customer_first_run) as first_run,
        sum(case when is_open then 1 else 0 end) as open_count,
        count(*) as record_count
    from records
    where is_claimable
    group by cluster_key, last_customer_id

),

-- Each old customer goes where most of it is.
favourites as (

    select
        cluster_key,
        customer_id,
        first_run,
        open_count,
        record_count,
        row_number() over (
            partition by customer_id
            order by
                open_count desc,
                case when open_count = 0 then record_count else 0 end desc,
                cluster_key
        ) as customer_choice
    from common_records

),

-- Each cluster keeps one of those that came to it: the living before those who are back,
-- then the one with most records there, then the oldest.
claims as (

    select
        cluster_key,
        customer_id,
        row_number() over (
            partition by cluster_key
            order by
                case when open_count > 0 then 0 else 1 end,
                open_count desc,
                record_count desc,
                first_run,
                {{ bytewise('customer_id') }}
        ) as cluster_choice
    from favourites
    where customer_choice = 1

),

kept as (

    select
        cluster_key,
        customer_id
    from claims
    where cluster_choice = 1

),

-- A cluster is named after its least record key. Where a customer had that name before,
-- the number of the run, which no run had before, makes another one.
named as (

    select
        records.cluster_key,
        case
            when kept.customer_id is not null then kept.customer_id
            when not records.is_name_taken
                then {{ plain_customer_id('records.cluster_key') }}
            else
                'cus_' || substr(
                    {{ surrogate_key(['records.cluster_key', 'records.run_number']) }},
                    1,
                    15
                )
        end as customer_id
    from records
    left join kept on records.cluster_key = kept.cluster_key
    where records.record_key = records.cluster_key

),

-- A record comes from a customer when it was taken away from one, or was the last that
-- came back of one who has ended. One that had gone for a while is new to whom it joins.
claimed as (

    select
        records.record_key,
        records.record_id,
        records.cluster_key,
        named.customer_id,
        case
            when
                named.customer_id <> records.last_customer_id
                and (
                    records.is_open
                    or (records.is_claimable and alive.customer_id is null)
                )
                then records.last_customer_id
        end as from_customer_id
    from records
    inner join named on records.cluster_key = named.cluster_key
    left join kept as alive on records.last_customer_id = alive.customer_id

)

select * from claimed
