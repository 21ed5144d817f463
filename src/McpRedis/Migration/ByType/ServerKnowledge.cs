namespace McpRedis.Migration.ByType;

/// <summary>What turned out while copying: commands that an end does not have are not tried for every key.</summary>
internal sealed class ServerKnowledge
{
    private volatile bool _sourceLacksFieldTtls;
    private volatile bool _targetLacksFieldTtls;

    /// <summary>The source has no expiry of single fields (HPEXPIRETIME).</summary>
    public bool SourceLacksFieldTtls
    {
        get => _sourceLacksFieldTtls;
        set => _sourceLacksFieldTtls = value;
    }

    /// <summary>The target has none (HPEXPIREAT).</summary>
    public bool TargetLacksFieldTtls
    {
        get => _targetLacksFieldTtls;
        set => _targetLacksFieldTtls = value;
    }
}
