using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.Completions;
using McpRedis.Guard;
using McpRedis.Jobs;
using McpRedis.Pipeline;
using McpRedis.Prompts;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Resources;
using McpRedis.Topology;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;

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
        Modules = new ModuleListing(Catalogue, Connections, time);
        Resources = new KeyResources(Catalogue, Connections, CallAsync);
        Subscriptions = new ResourceSubscriptions(Resources, Updates = new ResourceUpdates(Connections, time));
        Completions = new ArgumentCompletions(Connections, CallAsync, reference => reference switch
        {
            ResourceTemplateReference template => template.Uri == KeyUri.Template,
            PromptReference prompt => Prompts.Shown.Any(p => p.Name == prompt.Name),
            _ => false,
        });
    }

    public ConnectionRegistry Connections { get; }

    public ToolCatalogue Catalogue { get; }

    public CallPipeline Pipeline { get; }

    public ModuleListing Modules { get; }

    public KeyResources Resources { get; }

    public ResourceUpdates Updates { get; }

    public ResourceSubscriptions Subscriptions { get; }

    public ArgumentCompletions Completions { get; }

    /// <summary>Made when first asked for, which is not at the start.</summary>
    public PromptAnswers Prompts => field ??= new(Catalogue);

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

    // A tool's call for a face that is no tool.
    private async ValueTask<ToolAnswer?> CallAsync(string tool, string connection, int? database, Dictionary<string, JsonElement> arguments, CancellationToken cancellationToken)
    {
        if (Catalogue.Find(tool) is not { } definition)
        {
            return null;
        }
        if (Catalogue.TakesConnection)
        {
            arguments["connection"] = JsonElement.Parse($"\"{connection}\"");
        }
        if (database is { } number)
        {
            arguments["database"] = JsonElement.Parse(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        var outcome = await Pipeline.RunAsync(new CallRequest(definition, arguments), cancellationToken);
        return new ToolAnswer(outcome.Json, outcome.Code, outcome.Note);
    }
}
