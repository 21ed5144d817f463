using McpRedis.Redis;

namespace McpRedis.Diagnostics.Facts;

/// <summary>
/// Release branches and security fixes as they were known at <see cref="AsOf"/>. What came later is not in it, so silence
/// says nothing about a later day; each finding names the date. A release that was withdrawn (Valkey 8.0.8) is not one to go to. Sources: the security policies and release notes of
/// https://github.com/redis/redis and https://github.com/valkey-io/valkey.
/// </summary>
internal static class ReleaseTable
{
    public const string AsOf = "2026-08-31";

    /// <summary>Branches nobody mends any more, with the day that ended. Redis 6.2, 7.2 and 7.4 got fixes still in July 2026.</summary>
    private static readonly (ServerFlavour Flavour, Version Branch, string Ended)[] Ended =
    [
        (ServerFlavour.Redis, new(8, 0), "2026-02-11"),
        (ServerFlavour.Redis, new(7, 0), "2024-07-29"),
        (ServerFlavour.Redis, new(6, 0), "2022-05-31"),
        (ServerFlavour.Redis, new(5, 0), "2022-04-27"),
    ];

    public static IReadOnlyList<Advisory> Advisories { get; } =
    [
        new(ServerFlavour.Redis, "July 2026, remote code execution", [new(6, 2, 23), new(7, 2, 15), new(7, 4, 10), new(8, 2, 8), new(8, 4, 5), new(8, 6, 5), new(8, 8, 1)]),
        new(ServerFlavour.Redis, "CVE-2026-23479 (use after free when a blocked client is evicted)", [new(7, 2, 14), new(7, 4, 9), new(8, 2, 6), new(8, 4, 3), new(8, 6, 3)]) { Since = new(7, 2) },
        new(ServerFlavour.Redis, "CVE-2025-49844 (Lua, remote code execution)", [new(6, 2, 20), new(7, 2, 11), new(7, 4, 6), new(8, 0, 4), new(8, 2, 2)]),
        new(ServerFlavour.Redis, "CVE-2025-32023, CVE-2025-48367 (HyperLogLog, connections)", [new(6, 2, 19), new(7, 2, 10), new(7, 4, 5), new(8, 0, 3)]),
        new(ServerFlavour.Redis, "CVE-2024-31449 (Lua, stack overflow)", [new(6, 2, 16), new(7, 2, 6), new(7, 4, 1)]),
        new(ServerFlavour.Valkey, "CVE-2026-56684, CVE-2026-63639 (TLS and CLIENT KILL; stream RDB)", [new(7, 2, 14), new(8, 0, 10), new(8, 1, 9), new(9, 0, 5), new(9, 1, 1)]),
        new(ServerFlavour.Valkey, "CVE-2026-23479, CVE-2026-25243, CVE-2026-23631 (unblocked clients, RESTORE, scripts)", [new(7, 2, 13), new(8, 0, 9), new(8, 1, 7), new(9, 0, 4)]),
        new(ServerFlavour.Valkey, "CVE-2025-49844 (Lua, remote code execution)", [new(7, 2, 11), new(8, 0, 6), new(8, 1, 4)]),
    ];

    /// <summary>The day a branch was given up; "before …" for one older than all that are listed; null while it is mended.</summary>
    public static string? EndOf(ServerFlavour flavour, Version version)
    {
        var ended = Ended.Where(e => e.Flavour == flavour).ToList();
        if (ended.FirstOrDefault(e => e.Branch.Major == version.Major && e.Branch.Minor == version.Minor) is { Ended: not null } branch)
        {
            return branch.Ended;
        }
        return ended.Count > 0 && version < ended.Min(e => e.Branch) ? $"before {ended.Min(e => e.Ended)}" : null;
    }
}

/// <param name="Flavour">Product.</param>
/// <param name="Name">What is wrong.</param>
/// <param name="FixedIn">The first release of each branch that has the fix.</param>
internal sealed record Advisory(ServerFlavour Flavour, string Name, IReadOnlyList<Version> FixedIn)
{
    /// <summary>First version that has the fault.</summary>
    public Version Since { get; init; } = new(0, 0);

    /// <summary>The release to go to; null when the version is not concerned.</summary>
    public Version? FixFor(ServerFlavour flavour, Version version)
    {
        if (flavour != Flavour || version < Since)
        {
            return null;
        }
        // A branch after the last that is listed was made with the fix in it; one without a fix of its own must move on.
        return FixedIn.FirstOrDefault(fix => fix.Major == version.Major && fix.Minor == version.Minor) is { } own
            ? version < own ? own : null
            : FixedIn.Order().FirstOrDefault(fix => fix > version);
    }
}
