{#
    The hash of all settings that a trained model depends on: comparisons, where weights
    come from, blocking rules and the sources that give records. Another hash is another
    model.

    Returns a Jinja string of 32 hexadecimal digits.
#}
{% macro model_settings_hash() -%}
    {%- set settings = {'sources': enabled_sources()} -%}
    {%- for name in [
        'comparisons', 'weights', 'prior', 'training_rounds', 'random_pair_count',
        'blocking_rules', 'max_block_size', 'max_lone_block_size',
        'max_pairs_per_record_and_rule',
    ] -%}
        {%- do settings.update({name: var(name)}) -%}
    {%- endfor -%}
    {{ return(local_md5(tojson(settings, sort_keys=true))) }}
{%- endmacro %}
