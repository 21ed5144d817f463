using System.Globalization;

namespace McpRedis.Keyspace;

/// <summary>
/// A count of keys for someone who confirms that all of them go. Up to a thousand it is exact. Above that, two digits
/// are told: on a busy server the count differs at every look, and a preview that differs at every look can never be
/// confirmed. What is confirmed is the whole database either way; the count says how much that is.
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

    /// <summary><c>no keys</c>, <c>1 key</c>, <c>about 1200 keys</c>.</summary>
    public static string Text(long count) => count switch
    {
        0 => "no keys",
        1 => "1 key",
        _ => string.Create(CultureInfo.InvariantCulture, $"{(count > Exact ? "about " : "")}{Of(count)} keys"),
    };
}
