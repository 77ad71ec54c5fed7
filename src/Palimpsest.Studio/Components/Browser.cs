using Microsoft.JSInterop;

namespace Palimpsest.Studio.Components;

/// <summary>What pages leave behind in a browser.</summary>
internal static class Browser
{
    /// <summary>Ends listeners and modules. A browser that has gone away has nothing to end.</summary>
    public static async ValueTask ReleaseAsync(params IJSObjectReference?[] references)
    {
        foreach (IJSObjectReference reference in references.OfType<IJSObjectReference>())
        {
            try
            {
                if (reference != references[^1])
                {
                    await reference.InvokeVoidAsync("dispose");
                }

                await reference.DisposeAsync();
            }
            catch (JSDisconnectedException)
            {
                return;
            }
        }
    }
}
