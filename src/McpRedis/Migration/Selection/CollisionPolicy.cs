namespace McpRedis.Migration.Selection;

/// <summary>What becomes of a key whose name is taken on the target.</summary>
internal enum CollisionPolicy
{
    /// <summary>The migration stops at the first; nothing of the target's own is changed.</summary>
    Fail,
    /// <summary>The target's own stays, and the source's is counted as skipped.</summary>
    Skip,
    /// <summary>The source's takes its place.</summary>
    Replace,
}
