{#
    The comparisons of the var comparisons, completed with what the models need.

    Returns a Jinja list of dictionaries: name, group (the joint's name, else the
    comparison's own), household, measures, levels (each with number, name, when, m, h, r,
    max_m, frequency, random), comparable (SQL), shows (a column of evidence_columns, or
    none), radix (levels and one for missing) and stride (its place value in the agreement
    pattern).

    Where the weights are declared, r is the level's own u, relatives are as strangers are,
    and frequency may come from term_frequency.

    An agreement pattern is one integer: Σ (level number + 1) · stride, where 0 stands for
    a comparison that could not be made.
#}
{% macro match_comparisons() -%}
    {%- set comparisons = [] -%}
    {%- set place = namespace(stride=1) -%}
    {%- for declared in matching_settings('comparisons', 'levels') -%}
        {%- set levels = [] -%}
        {%- set random = namespace(rest=1) -%}
        {%- set is_declared = weights_are_declared() -%}
        {%- for level in declared.levels if not loop.last -%}
            {%- set random.rest = random.rest - level.get('r', 0.002) -%}
        {%- endfor -%}
        {%- set random.rest = random.rest | round(6) -%}
        {%- for level in declared.levels -%}
            {%- do levels.append({
                'number': loop.index0,
                'name': level.name,
                'when': level.get('when'),
                'm': level.get('m'),
                'h': level.get('h'),
                'r': level.get('u') if is_declared
                    else level.get('r', 0.002 if not loop.last else random.rest),
                'max_m': level.get('max_m'),
                'frequency': _level_frequency(level),
                'household_frequency': level.get('household_frequency', _level_frequency(level)),
                'is_random_learnt': level.get('random') == 'learnt',
            }) -%}
        {%- endfor -%}
        {%- set conditions = [] -%}
        {%- for column in declared.get('requires', []) -%}
            {%- do conditions.append('left_' ~ column ~ ' is not null') -%}
            {%- do conditions.append('right_' ~ column ~ ' is not null') -%}
        {%- endfor -%}
        {%- do comparisons.append({
            'name': declared.name,
            'group': declared.get('joint', declared.name),
            'is_joint': declared.get('joint') is not none,
            'household': 'random' if is_declared else declared.get('household', 'learnt'),
            'measures': declared.get('measures', {}),
            'levels': levels,
            'shows': declared.get(
                'shows', declared.name if declared.name in evidence_columns() else none
            ),
            'comparable': declared.get('comparable', conditions | join(' and ')),
            'radix': levels | length + 1,
            'stride': place.stride,
        }) -%}
        {%- set place.stride = place.stride * (levels | length + 1) -%}
    {%- endfor -%}
    {{ return(comparisons) }}
{%- endmacro %}

{#
    SQL for the frequency of the value agreed on, or none. Under term_frequency it is
    u · (f / base)^weight, where f is the frequency of the more common of both values, and
    of minimum at least; a pair without the value counts as u.
#}
{% macro _level_frequency(level) -%}
    {%- set term = level.get('term_frequency') -%}
    {%- if not term or not term.get('weight', 1) -%}
        {{ return(level.get('frequency')) }}
    {%- endif -%}
    {%- set sides = ['left_' ~ term.column ~ '_frequency', 'right_' ~ term.column ~ '_frequency'] -%}
    {%- set common = 'greatest(' ~ (sides + ([term.minimum] if term.get('minimum') else [])) | join(', ') ~ ')' -%}
    {%- set weight, base = term.get('weight', 1), term.get('base', level.u) -%}
    {%- if weight == 1 and base == level.u -%}
        {%- set adjusted = common -%}
    {%- else -%}
        {%- set adjusted = level.u ~ ' * power(' ~ common ~ ' / ' ~ base ~ ', ' ~ weight ~ ')' -%}
    {%- endif -%}
    {{ return(
        'case when coalesce(' ~ sides | join(', ') ~ ') is null then ' ~ level.u
        ~ ' else ' ~ adjusted ~ ' end'
    ) }}
{%- endmacro %}
