using McpRedis.Analysis.Files;
using McpRedis.Catalogue;
using McpRedis.Diagnostics;
using McpRedis.Diagnostics.Snapshots;
using McpRedis.Guard;
using McpRedis.Jobs;
using McpRedis.Migration.Planning;
using McpRedis.Migration.Running;
using McpRedis.Migration.Running.Following;
using McpRedis.Migration.Serving;
using McpRedis.Pipeline;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Resources;
using McpRedis.Topology;
using Microsoft.Extensions.Logging;

namespace McpRedis.Hosting;

/// <summary>
/// The program's parts, put together in plain sight. By hand and not by a container: it is read at every start, and
/// a client waits for the first answer. What depends on who calls is a <see cref="ServerView"/>; here is what all callers share.
/// </summary>
internal sealed class Composition : IServiceProvider, IAsyncDisposable
{
    private readonly Dictionary<Type, object> _services;
    private readonly EmbeddedServer? _embedded;
    private readonly JobRegistry _jobs;
    private readonly Lazy<ViewCache> _views;

    public Composition(ServerOptions options, IReadOnlyList<ConnectionOptions> connections, EmbeddedServer? embedded, ILoggerFactory loggers, TimeProvider time)
    {
        (_embedded, Time) = (embedded, time);
        _jobs = new JobRegistry(time);
        var access = Enum.Parse<AccessLevel>(options.Access, ignoreCase: true);
        var confirm = Enum.Parse<ConfirmPolicy>(options.Confirm, ignoreCase: true);
        var fallback = Enum.Parse<ConfirmFallback>(options.ConfirmFallback, ignoreCase: true);
        var listed = new CatalogueOptions
        {
            HighestRisk = GuardPolicy.HighestRisk(access),
            Toolsets = Toolsets.Of(options.Toolsets),
            Include = options.Tools,
            Exclude = options.ExcludeTools,
            TakesConfirmToken = confirm != ConfirmPolicy.Never && fallback == ConfirmFallback.Token,
            EveryChangeAsks = confirm == ConfirmPolicy.Writes,
            Connections = [.. connections.Select(c => c.Name)],
        };
        Connections = new ConnectionRegistry(connections, access, options.KeyPrefix, time);
        _services = new()
        {
            [typeof(JobRegistry)] = _jobs,
            [typeof(ReplicationMemory)] = new ReplicationMemory(),
            [typeof(PlanRegistry)] = new PlanRegistry(time),
            [typeof(HealthOptions)] = new HealthOptions(options.HealthAdjust),
            [typeof(InfoSnapshots)] = new InfoSnapshots(time),
            [typeof(MigrationJournals)] = new MigrationJournals(() => JournalFolder.Of(options), time),
            [typeof(RdbFolder)] = new RdbFolder(options.FilesDir),
            [typeof(LiveRuns)] = new LiveRuns(),
            [typeof(RunPatience)] = new RunPatience(options.MigrationPatience),
            [typeof(ServingPlace)] = new ServingPlace(options.ServeAddress is { } place ? ServeAddress.Parse(place) : null),
            [typeof(TimeProvider)] = time,
            [typeof(ILoggerFactory)] = loggers,
        };
        Audit = new AuditFilter(loggers.CreateLogger<AuditFilter>(), time);
        Errors = new ErrorFilter(loggers.CreateLogger<ErrorFilter>());
        Deadline = new DeadlineFilter(time);
        Desk = new ConfirmDesk(new ConfirmSeal(options.ConfirmKey), fallback, time);
        Budget = new BudgetFilter(new OutputOptions(options.OutputBudgetBytes));
        Subscriptions = new ResourceSubscriptions(Updates = new ResourceUpdates(Connections, time));
        var maker = new ViewMaker(this, listed, new GuardOptions(access, confirm));
        Local = maker.Local();
        _views = new(() => new ViewCache(maker.Make));
    }

    public TimeProvider Time { get; }

    /// <summary>Every connection, as the operator allows it: for the operator's own eyes. Callers go through their view's.</summary>
    public ConnectionRegistry Connections { get; }

    public AuditFilter Audit { get; }

    public ErrorFilter Errors { get; }

    public DeadlineFilter Deadline { get; }

    public ConfirmDesk Desk { get; }

    public BudgetFilter Budget { get; }

    public ResourceUpdates Updates { get; }

    public ResourceSubscriptions Subscriptions { get; }

    /// <summary>The server as whoever started the program sees it.</summary>
    public ServerView Local { get; }

    public ToolCatalogue Catalogue => Local.Catalogue;

    public CallPipeline Pipeline => Local.Pipeline;

    /// <summary>The server as callers with this grant see it.</summary>
    public ServerView View(Grant grant) => grant == Local.Grant ? Local : _views.Value.Get(grant);

    public object? GetService(Type serviceType) => _services.GetValueOrDefault(serviceType);

    public async ValueTask DisposeAsync()
    {
        await Subscriptions.DisposeAsync();
        await _jobs.DisposeAsync();
        await Connections.DisposeAsync();
        if (_embedded is not null)
        {
            await _embedded.DisposeAsync();
        }
    }
}
