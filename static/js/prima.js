// Runs before Bootstrap Italia's bundle: its video player would otherwise write a <style> that the CSP forbids.
window.VIDEOJS_NO_DYNAMIC_STYLE = true;
