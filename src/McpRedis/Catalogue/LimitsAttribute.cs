namespace McpRedis.Catalogue;

/// <summary>Smallest and largest value of a number parameter; in the schema, and enforced by the binder.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class LimitsAttribute(long min, long max) : Attribute
{
    public long Min { get; } = min;

    public long Max { get; } = max;
}

/// <summary>A number that may also be infinite: the binder takes <c>"inf"</c> and <c>"-inf"</c>, for which JSON has no number. The schema says number.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class OrInfiniteAttribute : Attribute;

/// <summary>Fewest and most items of a list parameter; in the schema, and enforced by the binder.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class ItemsAttribute(int min, int max) : Attribute
{
    public int Min { get; } = min;

    public int Max { get; } = max;
}

/// <summary>A list of bytes whose first item is text whatever the call's encoding is: a command's name before its arguments.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class PlainFirstAttribute : Attribute;

/// <summary>A flag that is no argument of its own: whether the call's encoding is base64, for text of which only a part is bytes.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class OfEncodingAttribute : Attribute;

/// <summary>A string parameter that names a second connection, from the closed list of those configured; absent where there is only one.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class OtherConnectionAttribute : Attribute;
