using McpRedis.Catalogue;
using McpRedis.Redis.Connections;

namespace McpRedis.Hosting;

/// <param name="Families">Toolsets that no server has.</param>
/// <param name="Certain">False when a server could not be asked: it may have what is not listed as missing.</param>
internal sealed record MissingModules(IReadOnlySet<Toolset> Families, bool Certain);

/// <summary>
/// Which module families the list leaves out. Only where one of them is switched on does the list depend on servers at
/// all: then every connection is asked for one command of each family, and the list waits a second for that. A family is
/// left out when all connections have answered and none has it. A server that is down, slow or does not let itself be
/// asked may have it, so it stays, and its calls say what is wrong. See docs/decisions/0010-module-families.md.
/// </summary>
internal sealed class ModuleListing(ToolCatalogue catalogue, ConnectionRegistry connections, TimeProvider time)
{
    private static readonly MissingModules Unknown = new(new HashSet<Toolset>(), Certain: false);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestProbe = TimeSpan.FromSeconds(10);

    // A module can be loaded while the server runs; nobody does so twice a minute.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(60);

    private readonly Toolset[] _families = [.. catalogue.Listed.Select(tool => tool.Toolset).Where(toolset => toolset.IsModule()).Distinct()];
    private readonly Lock _lock = new();
    private Task<MissingModules>? _probe;
    private long _probedAt;

    public async Task<MissingModules> MissingAsync(CancellationToken cancellationToken)
    {
        Task<MissingModules> probe;
        lock (_lock)
        {
            if (_probe is null || (_probe.IsCompleted && !IsFresh(_probe)))
            {
                (_probe, _probedAt) = (Task.Run(ProbeAsync, CancellationToken.None), time.GetTimestamp());
            }
            probe = _probe;
        }
        await Task.WhenAny(probe, Task.Delay(Patience, time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        return probe.IsCompletedSuccessfully ? await probe : Unknown;
    }

    private bool IsFresh(Task<MissingModules> probe) => probe is { IsCompletedSuccessfully: true, Result.Certain: true } && time.GetElapsedTime(_probedAt) < Fresh;

    private async Task<MissingModules> ProbeAsync()
    {
        using var limit = new CancellationTokenSource(LongestProbe, time);
        string[] names = [.. _families.Select(family => ModuleFamilies.Probes[family])];
        var answers = await Task.WhenAll(connections.All.Select(connection => connection.KnowsAsync(names, limit.Token)));
        return new(
            _families.Where((_, i) => answers.All(answer => answer is not null && !answer[i])).ToHashSet(),
            answers.All(answer => answer is not null));
    }
}
