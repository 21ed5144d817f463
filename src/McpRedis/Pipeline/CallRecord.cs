using McpRedis.Catalogue;
using McpRedis.Guard;
using McpRedis.Guard.Commands;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Pipeline;

/// <summary>What the filters know about a call while it runs, and the services its tool is made from.</summary>
internal sealed class CallRecord(CallRequest request, IServiceProvider services) : IServiceProvider
{
    public CallRequest Request { get; } = request;

    public ToolDefinition Tool => Request.Tool;

    public ToolArguments Arguments { get; } = new(request.Arguments);

    /// <summary>Set by the argument filter; null for a tool that needs no connection.</summary>
    public string? Connection { get; set; }

    /// <summary>Set by the argument filter; null for the connection's own.</summary>
    public int? Database { get; set; }

    /// <summary>How the call can be confirmed; the argument filter adds the token of a client that cannot ask.</summary>
    public CallProof Proof { get; set; } = request.Proof ?? CallProof.Telling;

    /// <summary>Set by the guard filter.</summary>
    public CallGuard? Guard { get; set; }

    /// <summary>Set by the guard filter; null unless the tool runs what its caller names.</summary>
    public AdmittedCommands? Admitted { get; set; }

    /// <summary>Set by the budget filter.</summary>
    public OutputBudget? Budget { get; set; }

    /// <summary>Set by the guard filter: the gateway bound to this call; null for a tool that needs no connection.</summary>
    public IRedisGateway? Gateway { get; set; }

    /// <summary>What was run, for the audit line.</summary>
    public CommandTrace Trace { get; } = new();

    /// <summary>A service of the call, or one of the program.</summary>
    public object? GetService(Type serviceType) =>
        serviceType == typeof(IRedisGateway) ? Gateway
        : serviceType == typeof(OutputBudget) ? Budget
        : serviceType == typeof(CallGuard) ? Guard
        : serviceType == typeof(AdmittedCommands) ? Admitted
        : serviceType == typeof(Principal) ? Request.Principal
        : serviceType == typeof(CommandTrace) ? Trace
        : serviceType == typeof(CallProgress) ? Request.Progress ?? CallProgress.None
        : services.GetService(serviceType);
}
