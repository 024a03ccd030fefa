"""What scanners send. It needs nothing of the rest, so that a flood can start alone."""
REQUEST = ("{method} sip:300@127.0.0.1:5060 SIP/2.0\r\nVia: SIP/2.0/{transport} {address}:{port};branch=z9hG4bK{branch};rport\r\nMax-Forwards: 70\r\n"
           "From: <sip:100@{address}>;tag={branch}\r\nTo: <sip:300@127.0.0.1>\r\nCall-ID: {branch}@{address}\r\nCSeq: 1 {method}\r\n"
           "Contact: <sip:100@{address}:{port}>\r\nUser-Agent: friendly-scanner\r\nContent-Length: 0\r\n\r\n")
