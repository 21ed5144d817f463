namespace McpRedis.Keyspace;

/// <summary>
/// What a count of keys must stay like between a preview and its confirmation, where all of them go whatever their number.
/// Up to a thousand it is the count. Above that, two digits of it: on a busy server the count differs at every look, and a
/// preview that must not differ at all could never be confirmed.
/// </summary>
internal static class RoughCount
{
    private const long Exact = 1000;

    /// <summary>1234 is 1200, 999 is 999.</summary>
    public static long Of(long count)
    {
        long step = 1;
        for (long rest = count; count > Exact && rest >= 100; rest /= 10)
        {
            step *= 10;
        }
        return ((count / step) + (count % step >= (step + 1) / 2 && step > 1 ? 1 : 0)) * step;
    }
}
