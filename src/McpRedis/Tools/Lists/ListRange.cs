namespace McpRedis.Tools.Lists;

/// <summary>Indexes as callers give them, negative from the tail, made absolute for a list of a length; empty where Last is below First.</summary>
internal readonly record struct ListRange(long First, long Last)
{
    public long Count => Math.Max(0, Last - First + 1);

    public static ListRange Of(long start, long end, long length) =>
        new(start < 0 ? Math.Max(0, length + start) : Math.Min(start, length), end < 0 ? length + end : Math.Min(end, length - 1));
}
