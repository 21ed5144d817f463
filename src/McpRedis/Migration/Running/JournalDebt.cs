using McpRedis.Topology;

namespace McpRedis.Migration.Running;

/// <summary>
/// What was set on a target for the time it follows this program, and must be put back by whoever goes on if this process is gone. Written down before it is set, gone
/// from the disk when it was put back. What a setting was may be a password: the file is ours alone, and no text shows more than names.
/// </summary>
/// <param name="Settings">What they were, and what they were set to.</param>
/// <param name="Host">Whom the target was told to follow.</param>
/// <param name="Port">Its port.</param>
internal sealed record JournalDebt(AppliedSettings Settings, string Host, int Port)
{
    public override string ToString() => Settings.ToString();
}
