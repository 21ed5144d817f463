using McpRedis.Prompts.Playbooks;

namespace McpRedis.Prompts;

/// <summary>
/// The playbooks: constants with places for arguments. They say in which order an expert would look, what the figures
/// mean, and where to turn or stop and ask. A tool outside the default toolsets is named as one that may not be offered.
/// </summary>
internal static class PromptLibrary
{
    public static IReadOnlyList<PromptDefinition> All { get; } =
    [
        FindSlowness.Prompt,
        FreeMemory.Prompt,
        FindLostData.Prompt,
        ReduceConnections.Prompt,
        RaiseHitRate.Prompt,
        RepairPersistence.Prompt,
        ReachServer.Prompt,
        CheckRelease.Prompt,
        CleanCache.Prompt,
        CopyDatabase.Prompt,
        PrepareFailover.Prompt,
    ];
}
