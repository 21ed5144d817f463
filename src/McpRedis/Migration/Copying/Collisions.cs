using McpRedis.Faults;

namespace McpRedis.Migration.Copying;

/// <summary>The end of a copy whose plan says to stop where a name is taken.</summary>
internal static class Collisions
{
    public const string Reason = "The name is taken on the target.";

    private const string Message = "A key of the target has the name of one that is copied, and the plan says to stop then. The target's own was not touched.";

    public static Fault End() => new(ErrorCode.Conflict, Message, "Plan again with collision skip or replace, or rename.");

    /// <summary>Whether that ended a copy.</summary>
    public static bool IsEnd(Exception why) => why is Fault { Message: Message };
}
