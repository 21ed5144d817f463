using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;

namespace McpRedis.Pipeline;

/// <summary>Refuses unknown arguments and takes the ones that come by themselves: <c>connection</c>, <c>database</c>, <c>confirmToken</c> and <c>confirmTarget</c>. The tool's own are bound by its generated code.</summary>
/// <param name="catalogue">What is listed.</param>
/// <param name="isLimited">There are connections that are not open to the callers.</param>
internal sealed class ArgumentFilter(ToolCatalogue catalogue, bool isLimited = false)
{
    // Per tool, so a call does not make the list anew.
    private readonly Dictionary<ToolDefinition, IReadOnlyList<string>> _known = catalogue.Listed.ToDictionary(t => t, catalogue.ParametersOf);
    private readonly string[] _connections = [.. catalogue.Connections];

    public ValueTask<CallOutcome> RunAsync(CallRecord call, CallNext next, CancellationToken cancellationToken)
    {
        var arguments = call.Arguments;
        arguments.RefuseUnknown(_known[call.Tool]);
        // A client that can ask its user does so, whatever a model puts here.
        if (call.Proof == CallProof.Telling && _known[call.Tool].Contains(CallIdentity.TokenArgument) && arguments.Text(CallIdentity.TokenArgument, false) is { } token)
        {
            call.Proof = new(ConfirmPath.Token, token, UserChoice.Yes, arguments.Text(CallIdentity.TargetArgument, false));
        }
        if (!call.Tool.Offline)
        {
            if (_connections.Length == 0)
            {
                throw isLimited
                    ? new Fault(ErrorCode.NotConfigured, "No Redis connection is open to this caller.", "The operator decides which connections a caller may use; a tool cannot.")
                    : new Fault(ErrorCode.NotConfigured, "No Redis connection is configured.", "The operator sets REDIS_URL (redis://host:6379/0), or starts the server with --embedded.");
            }
            call.Connection = catalogue.TakesConnection && arguments.Choice("connection", true, _connections) is { } chosen ? _connections[chosen] : _connections[0];
            call.Database = (int?)arguments.Integer("database", false, 0, int.MaxValue);
        }
        return next(call, cancellationToken);
    }
}
