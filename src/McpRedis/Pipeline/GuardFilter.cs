using McpRedis.Guard;
using McpRedis.Redis.Connections;

namespace McpRedis.Pipeline;

/// <summary>
/// May the call run, and with what in hand: the tool's declared risk is judged, then the call gets a gateway that
/// lets through the commands the tool declared, at the access level in force, inside the key scope, and no others.
/// </summary>
internal sealed class GuardFilter(GuardOptions options, ConnectionRegistry connections)
{
    public ValueTask<CallOutcome> RunAsync(CallRecord call, CallNext next, CancellationToken cancellationToken)
    {
        var connection = call.Connection is { } name ? connections.Get(name) : null;
        call.Guard = new CallGuard(options, connection?.Access ?? options.Access, call.Tool.Name, call.Tool.Risk);
        if (call.Tool.ByCommand)
        {
            call.Admitted = new AdmittedCommands(call.Guard);   // asks for each command
        }
        else
        {
            call.Guard.RequireAccess();
        }
        if (connection is not null)
        {
            call.Gateway = connection.Bind(call.Database, call.Tool.Commands, call.Guard.Access, call.Trace, call.Guard.BeforeChange, call.Admitted is { } admitted ? admitted.Contains : null);
        }
        return next(call, cancellationToken);
    }
}
