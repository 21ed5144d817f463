using McpRedis.Faults;

namespace McpRedis.Migration.Copying;

/// <summary>A name is taken on the target, and the plan says to stop there.</summary>
internal sealed class CollisionFault() : Fault(ErrorCode.Conflict, "A key of the target has the name of one that is copied, and the plan says to stop then. The target's own was not touched.", "Plan again with collision skip or replace, or rename.")
{
    /// <summary>Why such a key was passed over.</summary>
    public const string Reason = "The name is taken on the target.";
}
