using McpRedis.Migration.Compare;
using McpRedis.Migration.Tail;

namespace McpRedis.Migration.Running.Engines;

/// <summary>A way on which changes are carried over when the copy is through, until somebody ends it.</summary>
internal interface IFollowingEngine : ICopyEngine
{
    /// <summary>The copy is through.</summary>
    bool IsFollowing { get; }

    /// <summary>How far the target is behind.</summary>
    TailLag Lag { get; }

    /// <summary>The cut-over ends it: from then on nothing is carried over.</summary>
    bool EndsWithSwitch => false;

    /// <summary>Returns when the target has everything that the source had acknowledged, while nobody writes there.</summary>
    /// <exception cref="Faults.Fault">That cannot be.</exception>
    Task LevelAsync(CancellationToken cancellationToken);

    /// <summary>Keys of the source that were found to differ: they go over anew.</summary>
    void Mend(IEnumerable<KeyName> keys)
    {
    }

    /// <summary>What else makes the target the one to go to; nobody writes to the source meanwhile.</summary>
    Task SwitchAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>It will not be gone on with: takes back what it needed on the target.</summary>
    /// <exception cref="Faults.Fault">Something is left.</exception>
    Task EndAsync(CancellationToken cancellationToken);
}
