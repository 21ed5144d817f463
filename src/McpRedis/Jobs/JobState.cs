namespace McpRedis.Jobs;

/// <summary>Where a job is. The last three are final.</summary>
internal enum JobState
{
    Running,
    Succeeded,
    Failed,
    Cancelled,
}
