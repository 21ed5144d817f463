using McpRedis.Faults;

namespace McpRedis.Migration.Copying;

/// <summary>The end of a copy whose plan says to stop where a name is taken.</summary>
internal static class Collisions
{
    public const string Reason = "The name is taken on the target.";

    public static Fault End() => new(ErrorCode.Conflict, "A key of the target has the name of one that is copied, and the plan says to stop then. The target's own was not touched.",
        "Plan again with collision skip or replace, or rename.");
}
