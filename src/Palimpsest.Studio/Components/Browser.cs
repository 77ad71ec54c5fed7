using Microsoft.JSInterop;

namespace Palimpsest.Studio.Components;

/// <summary>The pages' script in a browser, and what they leave behind there.</summary>
internal static class Browser
{
    public static ValueTask<IJSObjectReference> ImportAsync(IJSRuntime script) => script.InvokeAsync<IJSObjectReference>("import", StudioAddresses.Script);

    /// <summary>Brings a control into view, opens what it lies in, and puts the cursor there.</summary>
    /// <param name="module">Of <see cref="ImportAsync"/>.</param>
    /// <param name="field">The control's id.</param>
    public static ValueTask FocusAsync(IJSObjectReference module, string field) => module.InvokeVoidAsync("focusField", field);

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
