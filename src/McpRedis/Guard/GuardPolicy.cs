using McpRedis.Catalogue;
using McpRedis.Redis;

namespace McpRedis.Guard;

/// <summary>The table of who may do what, and nothing else: facts in, verdict out.</summary>
internal static class GuardPolicy
{
    public static Verdict Decide(Risk risk, AccessLevel access, ConfirmPolicy confirm) => (risk, access) switch
    {
        (Risk.Read, _) => Verdict.Allow,
        (_, AccessLevel.Read) => Verdict.Deny,
        (Risk.Admin, AccessLevel.Write) => Verdict.Deny,
        (Risk.Write, _) => confirm == ConfirmPolicy.Writes ? Verdict.Confirm : Verdict.Allow,
        _ => confirm == ConfirmPolicy.Never ? Verdict.Allow : Verdict.Confirm,
    };

    /// <summary>The highest risk that <paramref name="access"/> leaves anything of.</summary>
    public static Risk HighestRisk(AccessLevel access) => access switch
    {
        AccessLevel.Read => Risk.Read,
        AccessLevel.Write => Risk.Destructive,
        _ => Risk.Admin,
    };

    /// <summary>The lowest access level that leaves anything of <paramref name="risk"/>.</summary>
    public static AccessLevel LowestAccess(Risk risk) => risk switch
    {
        Risk.Read => AccessLevel.Read,
        Risk.Admin => AccessLevel.Full,
        _ => AccessLevel.Write,
    };
}
