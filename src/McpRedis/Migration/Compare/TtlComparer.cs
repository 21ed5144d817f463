namespace McpRedis.Migration.Compare;

/// <summary>Compares when keys go. Both in milliseconds since 1970 by one clock: what was read as a remaining time is added to the time of its own server.</summary>
/// <param name="toleranceMs">How far they may be apart. PTTL tells no better than the way of its reply took.</param>
internal sealed class TtlComparer(long toleranceMs)
{
    /// <summary>Two servers are asked a moment apart, and clocks differ by less.</summary>
    public const long DefaultToleranceMs = 1000;

    public long ToleranceMs => toleranceMs;

    /// <summary>Null is a key that stays; one that stays and one that goes differ, however late it goes.</summary>
    public TtlDifference Compare(long? sourceMs, long? targetMs) => (sourceMs, targetMs) switch
    {
        (null, null) => TtlDifference.None,
        ({ }, null) => TtlDifference.MissingOnTarget,
        (null, { }) => TtlDifference.ExtraOnTarget,
        ({ } source, { } target) => Math.Abs((decimal)source - target) <= toleranceMs ? TtlDifference.None : TtlDifference.Drift,
    };

    /// <summary>PTTL of a server as a point in time.</summary>
    /// <param name="pttlMs">-1 for a key that stays. Not for -2, no key.</param>
    /// <param name="serverNowMs">TIME of that server at the reply.</param>
    public static long? ExpireAtMs(long pttlMs, long serverNowMs) => pttlMs < 0 ? null : serverNowMs + pttlMs;
}
