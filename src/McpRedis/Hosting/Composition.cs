using McpRedis.Catalogue;
using McpRedis.Guard;
using McpRedis.Jobs;
using McpRedis.Pipeline;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Topology;
using Microsoft.Extensions.Logging;

namespace McpRedis.Hosting;

/// <summary>
/// The program's parts, put together in plain sight. By hand and not by a container: it is read at every start, and
/// a client waits for the first answer.
/// </summary>
internal sealed class Composition : IServiceProvider, IAsyncDisposable
{
    private readonly Dictionary<Type, object> _services;
    private readonly EmbeddedServer? _embedded;
    private readonly JobRegistry _jobs;

    public Composition(ServerOptions options, IReadOnlyList<ConnectionOptions> connections, EmbeddedServer? embedded, ILoggerFactory loggers, TimeProvider time)
    {
        _embedded = embedded;
        _jobs = new JobRegistry(time);
        var access = Enum.Parse<AccessLevel>(options.Access, ignoreCase: true);
        var confirm = Enum.Parse<ConfirmPolicy>(options.Confirm, ignoreCase: true);
        var fallback = Enum.Parse<ConfirmFallback>(options.ConfirmFallback, ignoreCase: true);
        Connections = new ConnectionRegistry(connections, access, options.KeyPrefix, time);
        Catalogue = new ToolCatalogue(new CatalogueOptions
        {
            HighestRisk = GuardPolicy.HighestRisk(access),
            Toolsets = Toolsets.Of(options.Toolsets),
            Include = options.Tools,
            Exclude = options.ExcludeTools,
            TakesConfirmToken = confirm != ConfirmPolicy.Never && fallback == ConfirmFallback.Token,
            EveryChangeAsks = confirm == ConfirmPolicy.Writes,
            Connections = [.. connections.Select(c => c.Name)],
        });
        _services = new()
        {
            [typeof(ConnectionRegistry)] = Connections,
            [typeof(JobRegistry)] = _jobs,
            [typeof(ReplicationMemory)] = new ReplicationMemory(),
            [typeof(TimeProvider)] = time,
            [typeof(ILoggerFactory)] = loggers,
        };
        Pipeline = new CallPipeline(
            new AuditFilter(loggers.CreateLogger<AuditFilter>(), time),
            new ErrorFilter(loggers.CreateLogger<ErrorFilter>()),
            new ArgumentFilter(Catalogue),
            new DeadlineFilter(time),
            new GuardFilter(new GuardOptions(access, confirm), Connections, new ConfirmDesk(new ConfirmSeal(options.ConfirmKey), fallback, time)),
            new BudgetFilter(new OutputOptions(options.OutputBudgetBytes)),
            this);
    }

    public ConnectionRegistry Connections { get; }

    public ToolCatalogue Catalogue { get; }

    public CallPipeline Pipeline { get; }

    public object? GetService(Type serviceType) => _services.GetValueOrDefault(serviceType);

    public async ValueTask DisposeAsync()
    {
        await _jobs.DisposeAsync();
        await Connections.DisposeAsync();
        if (_embedded is not null)
        {
            await _embedded.DisposeAsync();
        }
    }
}
